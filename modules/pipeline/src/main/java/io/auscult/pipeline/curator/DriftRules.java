/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import java.time.Duration;

/**
 * When a machine counts as drifting.
 *
 * @param span scores of so much time are looked at
 * @param least nothing is said before so much sound, in event time
 * @param beginPsi drift begins above this population stability index, and what chance adds; 0.25 is
 *     the usual mark of a shift that matters
 * @param endPsi drift ends below this one, and what chance adds; 0.1 is the usual mark below which
 *     nothing has changed
 * @param chance drift begins only if the Kolmogorov-Smirnov distance would be as large with this
 *     probability at most, had nothing changed
 * @param judgeEvery so often, in event time
 */
public record DriftRules(
    Duration span,
    Duration least,
    double beginPsi,
    double endPsi,
    double chance,
    Duration judgeEvery) {

  /**
   * @throws IllegalArgumentException if drift would end where it begins
   */
  public DriftRules {
    if (endPsi >= beginPsi) {
      throw new IllegalArgumentException(
          "drift must end below where it begins, but %s is not below %s"
              .formatted(endPsi, beginPsi));
    }
  }

  /** A day, not before 6 h; 0.25 and 0.1, one in a thousand. */
  public static DriftRules standard() {
    return new DriftRules(
        Duration.ofHours(24), Duration.ofHours(6), 0.25, 0.1, 0.001, Duration.ofMinutes(1));
  }
}
