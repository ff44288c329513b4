/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * A generalised Pareto tail over a level: what excesses over a high level tend to, whatever the
 * distribution below it (Pickands 1975; Coles 2001, chapter 4).
 *
 * @param scale of the excesses, positive
 * @param shape 0 is exponential, above is heavier, below has an end at -scale/shape
 */
record ParetoTail(double scale, double shape) {

  private static final double NEARLY_EXPONENTIAL = 1e-9;

  /** The probability, 0 to 1, that an excess is greater than x, which is not negative. */
  double beyond(double x) {
    if (Math.abs(shape) < NEARLY_EXPONENTIAL) {
      return Math.exp(-x / scale);
    }
    double base = 1 + shape * x / scale;
    return base <= 0 ? 0 : Math.pow(base, -1 / shape);
  }

  /** The excess that is exceeded with this probability, in (0, 1]. */
  double excess(double probability) {
    double log = -Math.log(probability);
    return Math.abs(shape) < NEARLY_EXPONENTIAL
        ? scale * log
        : scale * Math.expm1(shape * log) / shape;
  }
}
