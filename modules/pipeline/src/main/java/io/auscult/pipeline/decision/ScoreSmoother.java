/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.manifest.Evidence;
import io.auscult.pipeline.state.SensorEvidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one score of a sensor's latest window scores.
 *
 * @param span of how many, at least 1
 * @param evidence how
 */
public record ScoreSmoother(int span, Evidence evidence) {

  public ScoreSmoother {
    if (span < 1) {
      throw new IllegalArgumentException(
          "the smoothing span must be at least 1 window, is " + span);
    }
  }

  /**
   * Adds a score.
   *
   * @param earlier null if there is none yet
   * @param modelVersion of the model that gave the score; evidence of another model is dropped
   */
  public SensorEvidence add(@Nullable SensorEvidence earlier, String modelVersion, double score) {
    List<Double> scores = new ArrayList<>(span);
    if (earlier != null && earlier.getModelVersion().equals(modelVersion)) {
      List<Double> kept = earlier.getScores();
      scores.addAll(kept.subList(Math.max(0, kept.size() - span + 1), kept.size()));
    }
    scores.add(score);
    return new SensorEvidence(modelVersion, scores);
  }

  /** The smoothed score. */
  public double smoothed(SensorEvidence latest) {
    return evidence.of(latest.getScores().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Whether there is enough evidence to decide on. */
  public boolean isFull(SensorEvidence latest) {
    return latest.getScores().size() >= span;
  }
}
