/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * The threshold of a class, and the held-out normal sound it rests on.
 *
 * @param threshold windows over it count towards an anomaly
 * @param falseAlarmsPerWeek so many false alarms a week and machine the threshold is meant for,
 *     under the manifest's alarm rule
 * @param extrapolated whether that is less than one in the hours of held-out sound, so that it
 *     rests on the fitted tail and not on anything that was heard
 * @param hours of held-out sound; the channels of a clip count once
 * @param clips how many clips it came in
 * @param smoothed what the smoothed scores look like
 */
public record CalibrationSpec(
    double threshold,
    double falseAlarmsPerWeek,
    boolean extrapolated,
    double hours,
    int clips,
    TailSpec smoothed) {

  /**
   * @throws IllegalArgumentException if a value is not finite or not positive where it must be
   */
  public CalibrationSpec {
    Require.that(Double.isFinite(threshold), "calibration.threshold", threshold, "finite");
    Require.positive(falseAlarmsPerWeek, "calibration.falseAlarmsPerWeek");
    Require.positive(hours, "calibration.hours");
    Require.positive(clips, "calibration.clips");
  }
}
