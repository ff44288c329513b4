/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.Arrays;

/** Tones at whole multiples of a shaft's speed, each with a phase of its own. */
final class Harmonics implements Source {
  private final Shaft shaft;
  private final int[] orders;
  private final double[] amplitudes;
  private final double[] phases;

  private Harmonics(RandomStream random, Shaft shaft, int[] orders, double[] amplitudes) {
    this.shaft = shaft;
    this.orders = orders;
    this.amplitudes = amplitudes;
    this.phases = new double[orders.length];
    double power = 0;
    for (int i = 0; i < orders.length; i++) {
      phases[i] = random.uniform();
      power += amplitudes[i] * amplitudes[i] / 2;
    }
    for (int i = 0; i < orders.length; i++) {
      amplitudes[i] /= StrictMath.sqrt(power);
    }
  }

  /** Orders {@code step, 2 * step, ... count * step}, whose amplitudes fall as {@code k^-decay}. */
  static Harmonics series(RandomStream random, Shaft shaft, int step, int count, double decay) {
    int[] orders = new int[count];
    double[] amplitudes = new double[count];
    for (int k = 1; k <= count; k++) {
      orders[k - 1] = k * step;
      amplitudes[k - 1] = StrictMath.pow(k, -decay);
    }
    return new Harmonics(random, shaft, orders, amplitudes);
  }

  /** These orders, all of one amplitude. */
  static Harmonics of(RandomStream random, Shaft shaft, int... orders) {
    double[] amplitudes = new double[orders.length];
    Arrays.fill(amplitudes, 1);
    return new Harmonics(random, shaft, orders.clone(), amplitudes);
  }

  @Override
  public double next() {
    double sum = 0;
    for (int i = 0; i < orders.length; i++) {
      sum += amplitudes[i] * Sine.of(orders[i] * shaft.phase() + phases[i]);
    }
    return sum;
  }
}
