/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * The alarm rule that thresholds are calibrated for: a threshold keeps its promise of so many false
 * alarms a week only under the rule it was found with.
 *
 * @param open K: so many of the latest {@code of} windows must be over the threshold, both by their
 *     own score and by the smoothed one, to open an anomaly
 * @param of N, 1 to 64
 * @param calm so many windows in a row must be calm on every sensor to close it
 * @param calmTail a window is calm when it is under the threshold and healthy sound would smooth to
 *     such a score with at least this probability
 * @param cooldownSeconds after closing, no new anomaly opens for so long
 */
public record AlarmSpec(int open, int of, int calm, double calmTail, int cooldownSeconds) {

  /**
   * @throws IllegalArgumentException if a value is out of range; the message names the JSON field
   */
  public AlarmSpec {
    Require.that(of >= 1 && of <= Long.SIZE, "alarm.of", of, "1 to 64");
    Require.that(open >= 1 && open <= of, "alarm.open", open, "1 to alarm.of (" + of + ")");
    Require.positive(calm, "alarm.calm");
    Require.that(calmTail >= 0 && calmTail < 1, "alarm.calmTail", calmTail, "in [0, 1)");
    Require.that(cooldownSeconds >= 0, "alarm.cooldownSeconds", cooldownSeconds, "0 or more");
  }

  /** 3 of 5 windows to open, 5 calm ones to close, 30 s cooldown. */
  public static AlarmSpec standard() {
    return new AlarmSpec(3, 5, 5, 1e-3, 30);
  }
}
