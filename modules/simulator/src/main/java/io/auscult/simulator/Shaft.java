/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/** Something that turns, or swings: its phase, with a speed that wanders a little. */
final class Shaft {
  private final double turnsPerSample;
  private final Drift speed;
  private double phase;

  /**
   * @param hz mean speed
   * @param jitter standard deviation of the speed, relative to its mean
   * @param seconds time constant of the jitter
   */
  Shaft(RandomStream random, double hz, double jitter, double seconds) {
    this.turnsPerSample = hz / MachineSound.SAMPLE_RATE;
    this.speed = new Drift(random.fork(), jitter, seconds);
    this.phase = random.uniform();
  }

  /** One sample on. Returns whether a turn was completed. */
  boolean advance() {
    return advance(1);
  }

  /** One sample on, at a multiple of the mean speed. Returns whether a turn was completed. */
  boolean advance(double pace) {
    phase += turnsPerSample * pace * (1 + speed.next());
    if (phase < 1) {
      return false;
    }
    phase -= 1;
    return true;
  }

  /** In [0, 1). */
  double phase() {
    return phase;
  }
}
