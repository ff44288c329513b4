/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.CalibrationSpec;

/**
 * What a class's smoothed scores look like while it is healthy. This first version fits a Gumbel
 * distribution to the held-out scores by its moments: its exponential tail errs on the careful side
 * where a normal one would be over-confident, and few scores are enough for two moments.
 */
public final class Calibration {

  /** Tail probability at the threshold; about 6.7 standard deviations above the mean. */
  static final double THRESHOLD_TAIL = 1e-4;

  private static final double EULER = 0.5772156649015329;

  // A handful of held-out scores can agree by chance; a spread below this share of their mean is
  // not believed.
  private static final double LEAST_RELATIVE_DEVIATION = 0.05;

  private final CalibrationSpec spec;

  Calibration(CalibrationSpec spec) {
    this.spec = spec;
  }

  /**
   * Fits to the smoothed scores of normal sound that was not trained on.
   *
   * @throws IllegalArgumentException if there is no score, or one is not finite
   */
  public static CalibrationSpec fit(double[] smoothedScores) {
    if (smoothedScores.length == 0) {
      throw new IllegalArgumentException("calibration needs at least one smoothed score");
    }
    double sum = 0;
    for (double score : smoothedScores) {
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException("a smoothed score is " + score);
      }
      sum += score;
    }
    double mean = sum / smoothedScores.length;
    double squares = 0;
    for (double score : smoothedScores) {
      squares += (score - mean) * (score - mean);
    }
    double variance = squares / Math.max(1, smoothedScores.length - 1);
    double least = Math.max(LEAST_RELATIVE_DEVIATION * Math.abs(mean), 1e-6);
    double deviation = Math.max(Math.sqrt(variance), least);
    double threshold =
        location(mean, deviation) - scale(deviation) * Math.log(-Math.log1p(-THRESHOLD_TAIL));
    return new CalibrationSpec(mean, deviation, smoothedScores.length, threshold);
  }

  /** The smoothed score from which on a window counts as anomalous. */
  public double threshold() {
    return spec.threshold();
  }

  /** The probability, 0 to 1, that healthy sound smooths to at least this score. */
  public double tailProbability(double smoothedScore) {
    double z = (smoothedScore - location(spec.mean(), spec.deviation())) / scale(spec.deviation());
    return -Math.expm1(-Math.exp(-z));
  }

  private static double scale(double deviation) {
    return deviation * Math.sqrt(6) / Math.PI;
  }

  private static double location(double mean, double deviation) {
    return mean - EULER * scale(deviation);
  }
}
