/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Random;

/**
 * Draws how much of the first of two windows a mixture holds: Beta(alpha, alpha).
 *
 * @see <a href="https://arxiv.org/abs/1710.09412">Zhang et al.: mixup</a>
 */
record Mixup(double alpha) {

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
