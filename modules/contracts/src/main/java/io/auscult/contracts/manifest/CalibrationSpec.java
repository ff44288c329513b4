/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * What the smoothed scores of a class's held-out normal sound look like.
 *
 * @param mean mean of the smoothed scores
 * @param deviation their standard deviation
 * @param scores how many smoothed scores were seen
 * @param threshold the smoothed score from which on a window counts as anomalous
 */
public record CalibrationSpec(double mean, double deviation, int scores, double threshold) {

  /**
   * @throws IllegalArgumentException if a value is not finite, the deviation or the number of
   *     scores is not positive
   */
  public CalibrationSpec {
    Require.that(Double.isFinite(mean), "calibration.mean", mean, "finite");
    Require.positive(deviation, "calibration.deviation");
    Require.positive(scores, "calibration.scores");
    Require.that(Double.isFinite(threshold), "calibration.threshold", threshold, "finite");
  }
}
