/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;

/**
 * An evaluation: its figures, and the scores they were counted from.
 *
 * @param report the figures
 * @param clips every test clip as every model scored it
 */
public record EvaluationResult(EvaluationReport report, List<ScoredClip> clips) {

  /** Copies the clips. */
  public EvaluationResult {
    clips = List.copyOf(clips);
  }
}
