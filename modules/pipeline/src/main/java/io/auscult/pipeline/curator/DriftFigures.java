/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

/**
 * How the tail probabilities of a machine's windows differ from those of healthy sound, which are
 * uniform in (0, 1].
 *
 * @param psi population stability index over {@value #PSI_BINS} bins of equal probability
 * @param ks Kolmogorov-Smirnov distance, 0 to 1
 * @param median tail probability
 * @param hours of sound
 * @param psiByChance the index to expect if nothing has changed
 * @param ksByChance the distance that is exceeded with the rules' probability if nothing has
 *     changed
 */
record DriftFigures(
    double psi, double ks, double median, double hours, double psiByChance, double ksByChance) {

  static final int PSI_BINS = 5;

  /**
   * Compares a histogram with the uniform distribution.
   *
   * <p>The reference is itself a sample. With n and m independent values on the two sides, the
   * index of two samples of one distribution is (1/n + 1/m) times a chi-squared variable with
   * {@code PSI_BINS - 1} degrees of freedom (Yurdakul and Naranjo, Statistical properties of the
   * population stability index, Journal of Risk Model Validation 14, 2020); for the distance see
   * {@link #ksByChance(double, double)}.
   *
   * @param counts windows by tail probability, in equal bins, a multiple of {@link #PSI_BINS}; at
   *     least one window
   * @param hours of sound
   * @param calibrated how many independent values the calibration rests on
   * @param observed how many independent values the windows are worth
   */
  static DriftFigures of(
      long[] counts, double hours, double calibrated, double observed, double chance) {
    double total = 0;
    for (long count : counts) {
      total += count;
    }
    double[] shares = new double[PSI_BINS];
    double below = 0;
    double ks = 0;
    double median = Double.NaN;
    for (int i = 0; i < counts.length; i++) {
      double share = counts[i] / total;
      if (below < 0.5 && below + share >= 0.5) {
        median = (i + (0.5 - below) / share) / counts.length;
      }
      below += share;
      shares[i * PSI_BINS / counts.length] += share;
      ks = Math.max(ks, Math.abs(below - (i + 1.0) / counts.length));
    }
    double independent = Math.max(1, observed);
    double psi = 0;
    for (double share : shares) {
      // Half a value more in each bin, so that an empty one has a logarithm.
      double smoothed = (share * independent + 0.5) / (independent + 0.5 * PSI_BINS);
      psi += (smoothed - 1.0 / PSI_BINS) * Math.log(smoothed * PSI_BINS);
    }
    double spread = 1 / calibrated + 1 / independent;
    return new DriftFigures(
        psi, ks, median, hours, (PSI_BINS - 1) * spread, ksByChance(1 / spread, chance));
  }

  /**
   * The Kolmogorov-Smirnov distance that is exceeded by chance alone: exactly while few values are
   * compared (Birnbaum and Tingey, Annals of Mathematical Statistics 22, 1951), else in Stephens'
   * approximation (Journal of the Royal Statistical Society B 32, 1970).
   *
   * @param n how many independent values
   */
  private static double ksByChance(double n, double chance) {
    double allOnOneSide = Math.pow(chance / 2, 1 / n);
    return allOnOneSide <= 1 / n
        ? 1 - allOnOneSide
        : Math.sqrt(-Math.log(chance / 2) / 2) / (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  }
}
