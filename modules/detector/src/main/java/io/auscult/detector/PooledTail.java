/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Collection;

/**
 * What the tails of a model's classes have in common. A single machine's held-out sound holds a few
 * excesses, too few for a shape and, with a clip or two, too few for a scale. The shape is
 * therefore one for all, and every scale leans on the others' as if they were worth {@value
 * #PRIOR_EXCESSES} excesses of its own.
 *
 * @param shape of the generalised Pareto tail
 * @param excessPerSpread mean excess per standard deviation of all values
 * @param spread the classes' typical standard deviation
 */
record PooledTail(double shape, double excessPerSpread, double spread) {

  private static final double PRIOR_EXCESSES = 4;

  // How far shapes are known to lie from exponential before any excess is seen, as a number of
  // excesses: the estimate's variance is about 1/n, and shapes of scores vary by about 0.1.
  private static final double PRIOR_SHAPE_EXCESSES = 100;
  private static final double LEAST_SHAPE = -0.2;
  private static final double MOST_SHAPE = 0.3;
  private static final double EXPONENTIAL_RATIO = 0.25;

  /** Fits to the excesses of all classes. */
  static PooledTail fit(Collection<Excesses> classes) {
    double ratio = 0;
    double shaped = 0;
    double perSpread = 0;
    double scaled = 0;
    double spreads = 0;
    for (Excesses excesses : classes) {
      double weight = excesses.independent();
      spreads += excesses.spread() / classes.size();
      if (excesses.values().length >= 2) {
        ratio += weight * excesses.momentRatio();
        shaped += weight;
      }
      if (excesses.spread() > 0) {
        perSpread += weight * excesses.mean() / excesses.spread();
        scaled += weight;
      }
    }
    double pooled = shaped == 0 ? EXPONENTIAL_RATIO : ratio / shaped;
    double shape = (2 - 1 / (1 - 2 * pooled)) * shaped / (shaped + PRIOR_SHAPE_EXCESSES);
    return new PooledTail(
        Math.max(LEAST_SHAPE, Math.min(MOST_SHAPE, shape)),
        scaled == 0 ? 1 : perSpread / scaled,
        spreads);
  }

  /**
   * The tail to expect of a class's further sound. It is wider than the one that fits best, because
   * scale and level are known from few values only: an exponential scale estimated from n excesses
   * predicts a further one by a Pareto tail of shape 1/n, and a level known from n values moves by
   * 1/n of their variance.
   *
   * @param independent how many independent values, not only excesses, the class has
   */
  ParetoTail predict(Excesses excesses, double independent) {
    double own = excesses.independent();
    double believedSpread =
        Math.sqrt(
            (independent * excesses.spread() * excesses.spread() + PRIOR_EXCESSES * spread * spread)
                / (independent + PRIOR_EXCESSES));
    double mean =
        (own * excesses.mean() + PRIOR_EXCESSES * excessPerSpread * believedSpread)
            / (own + PRIOR_EXCESSES);
    double scale = mean * (1 - shape) * Math.sqrt(1 + 1 / independent);
    // Scores that are all the same have no scale at all.
    double least = 1e-9 * Math.max(1, Math.abs(excesses.level()));
    return new ParetoTail(Math.max(scale, least), shape + 1 / (own + PRIOR_EXCESSES));
  }
}
