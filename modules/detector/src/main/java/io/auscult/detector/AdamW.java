/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with decoupled weight decay. DJL's own keeps its moments where nothing ever frees them; this
 * one's end with the manager it was given.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov, Hutter: Decoupled Weight Decay</a>
 */
final class AdamW {

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private record Moments(NDArray weight, NDArray mean, NDArray variance) {}

  private final List<Moments> moments = new ArrayList<>();
  private final double weightDecay;
  private int steps;

  AdamW(NDManager manager, List<NDArray> weights, double weightDecay) {
    this.weightDecay = weightDecay;
    for (NDArray weight : weights) {
      NDArray mean = manager.zeros(weight.getShape());
      moments.add(new Moments(weight, mean, manager.zeros(weight.getShape())));
    }
  }

  /** Moves every weight along its gradient, and clears the gradient. */
  void step(double learningRate) {
    steps++;
    double mean = 1 - Math.pow(BETA1, steps);
    double variance = 1 - Math.pow(BETA2, steps);
    float corrected = (float) (learningRate * Math.sqrt(variance) / mean);
    for (Moments m : moments) {
      // The gradient is a new handle on the weight's manager: closed here, or it stays for good.
      try (NDArray gradient = m.weight().getGradient()) {
        m.weight()
            .getNDArrayInternal()
            .adamUpdate(
                new NDList(m.weight(), gradient, m.mean(), m.variance()),
                new NDList(m.weight()),
                (float) learningRate,
                corrected,
                (float) weightDecay,
                1,
                NO_CLIPPING,
                BETA1,
                BETA2,
                EPSILON,
                false,
                true);
      }
    }
  }
}
