/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.manifest.AlarmSpec;
import java.time.Duration;

/**
 * When an anomaly opens and when it closes. A sensor has one window a second.
 *
 * @param open K: so many of the latest {@code of} windows must be over the threshold, both by their
 *     own score and by the smoothed one, to open an anomaly
 * @param of N, 1 to 64
 * @param calm so many windows in a row must be calm on every sensor to close it
 * @param calmTail hysteresis: a window is calm when it is under the threshold and healthy sound
 *     would smooth to such a score with at least this probability
 * @param cooldown after closing, no new anomaly opens for so long (event time)
 * @param updateEvery an open anomaly is updated at most so often (event time)
 */
public record AlarmRule(
    int open, int of, int calm, double calmTail, Duration cooldown, Duration updateEvery) {

  public AlarmRule {
    if (of < 1 || of > Long.SIZE) {
      throw new IllegalArgumentException("alarm.of must be 1 to 64, is " + of);
    }
    if (open < 1 || open > of) {
      throw new IllegalArgumentException(
          "alarm.open must be 1 to alarm.of (" + of + "), is " + open);
    }
    if (calm < 1) {
      throw new IllegalArgumentException("alarm.calm must be at least 1, is " + calm);
    }
    if (!(calmTail >= 0 && calmTail < 1)) {
      throw new IllegalArgumentException("alarm.calmTail must be in [0, 1), is " + calmTail);
    }
    if (cooldown.isNegative() || updateEvery.isNegative()) {
      throw new IllegalArgumentException(
          "alarm.cooldown and alarm.updateEvery must not be negative");
    }
  }

  /** The rule that a model's thresholds are calibrated for, with an update every 30 s. */
  public static AlarmRule of(AlarmSpec spec) {
    return new AlarmRule(
        spec.open(),
        spec.of(),
        spec.calm(),
        spec.calmTail(),
        Duration.ofSeconds(spec.cooldownSeconds()),
        Duration.ofSeconds(30));
  }
}
