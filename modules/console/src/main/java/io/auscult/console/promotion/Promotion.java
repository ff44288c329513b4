/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.promotion;

import java.time.Instant;
import java.util.List;

/**
 * A promotion that takes a trial.
 *
 * @param release that is to be the champion
 * @param champion that it is tried against
 * @param by who wants it
 * @param done share of the trial, 0 to 1
 * @param reasons why the release is worse, why nobody can tell, or what failed; a line each
 * @param lines what came of the trial, in columns; empty while it runs
 */
public record Promotion(
    String release,
    String champion,
    String by,
    Instant begunAt,
    State state,
    double done,
    List<String> reasons,
    List<String> lines) {

  /** How far it is. */
  public enum State {
    TRYING,
    PROMOTED,
    /** It is worse than the champion. */
    REFUSED,
    FAILED
  }

  public Promotion {
    reasons = List.copyOf(reasons);
    lines = List.copyOf(lines);
  }

  Promotion at(double share) {
    return new Promotion(release, champion, by, begunAt, state, share, reasons, lines);
  }

  Promotion ended(State how, List<String> why, List<String> all) {
    return new Promotion(release, champion, by, begunAt, how, 1, why, all);
  }
}
