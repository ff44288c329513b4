/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/**
 * A slow random walk that always comes home: an Ornstein-Uhlenbeck process with mean 0, never
 * further away than 2.5 standard deviations, so that a healthy machine sounds the same from one
 * minute to the next.
 */
final class Drift {
  private static final int STEP = 64;
  private static final double MOST_DEVIATIONS = 2.5;

  private final RandomStream random;
  private final double deviation;
  private final double memory;
  private final double innovation;
  private double state;
  private double value;
  private double slope;
  private int left;

  /**
   * @param deviation standard deviation of the walk
   * @param seconds time constant of the way home
   */
  Drift(RandomStream random, double deviation, double seconds) {
    this.random = random;
    this.deviation = deviation;
    this.memory = StrictMath.exp(-STEP / (seconds * MachineSound.SAMPLE_RATE));
    this.innovation = StrictMath.sqrt(1 - memory * memory);
    this.state = bounded(random.gaussian());
    this.value = state * deviation;
  }

  double next() {
    if (left == 0) {
      state = bounded(memory * state + innovation * random.gaussian());
      slope = (state * deviation - value) / STEP;
      left = STEP;
    }
    left--;
    value += slope;
    return value;
  }

  private static double bounded(double deviations) {
    return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviations));
  }
}
