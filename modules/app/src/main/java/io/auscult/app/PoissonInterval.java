/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The means that a Poisson count does not speak against: the exact 95 % interval (Garwood 1936).
 *
 * @param low 0 or more
 * @param high greater than the count
 */
public record PoissonInterval(double low, double high) {

  private static final double TAIL = 0.025;

  /** The interval of a count, 0 or more. */
  public static PoissonInterval of(long count) {
    double low =
        count == 0
            ? 0
            : ChiSquaredDistribution.of(2.0 * count).inverseCumulativeProbability(TAIL) / 2;
    double high = ChiSquaredDistribution.of(2.0 * (count + 1)).inverseSurvivalProbability(TAIL) / 2;
    return new PoissonInterval(low, high);
  }
}
