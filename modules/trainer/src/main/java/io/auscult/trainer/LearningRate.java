/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** How the learning rate goes over a training. */
public enum LearningRate {
  /** From the peak along half a cosine to zero. */
  COSINE {
    @Override
    double at(double done) {
      return fall(done);
    }
  },

  /**
   * Up along half a cosine over the first 30 %, then down to nearly zero; torch's defaults.
   *
   * @see <a href="https://arxiv.org/abs/1708.07120">Smith, Topin: Super-Convergence</a>
   */
  ONE_CYCLE {
    @Override
    double at(double done) {
      return done < RISE ? 1 - (1 - START) * fall(done / RISE) : fall((done - RISE) / (1 - RISE));
    }
  };

  private static final double RISE = 0.3;
  private static final double START = 1 / 25.0;

  /**
   * The share of the peak rate.
   *
   * @param done the share of the training that is done, 0 to 1
   */
  abstract double at(double done);

  private static double fall(double done) {
    return 0.5 * (1 + Math.cos(Math.PI * done));
  }
}
