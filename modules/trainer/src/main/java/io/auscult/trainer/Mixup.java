/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Random;

/**
 * How pairs of log-mel windows are mixed: {@code share * first + (1 - share) * second}, the share
 * drawn from Beta(alpha, alpha).
 *
 * @param alpha 0 for no mixing. 0.5 in our study, 1 in the published notebook
 * @param perWindow whether every pair of a batch is mixed by a share of its own, which makes the
 *     steps less noisy, or all by one, as the published notebook does
 * @param labels what a mixture is to be recognised as
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al.: mixup</a>
 */
public record Mixup(double alpha, boolean perWindow, Labels labels) {

  /** What a mixture is to be recognised as. */
  public enum Labels {
    /** Both, by their shares; a margin applies to the first alone. */
    SHARED,
    /** Both, by their shares; a margin applies to both. */
    SHARED_MARGIN,
    /** The one with the greater share alone: the other is noise. */
    DOMINANT
  }

  /**
   * @throws IllegalArgumentException if alpha is negative
   */
  public Mixup {
    Recipe.require(alpha >= 0 && Double.isFinite(alpha), "mixup.alpha: must be 0 or more");
  }

  /** No mixing. */
  public static Mixup none() {
    return new Mixup(0, false, Labels.SHARED);
  }

  /** The share of the first window, 0 to 1. */
  double share(Random random) {
    if (alpha == 0) {
      return 1;
    }
    // Jöhnk's method: quick for the small alphas that mixup uses.
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }
}
