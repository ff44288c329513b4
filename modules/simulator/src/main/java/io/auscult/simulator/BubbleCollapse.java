/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/**
 * Collapsing vapour bubbles: impulses of random size at random times, more of them as a vane passes
 * and while a cloud is shed.
 */
final class BubbleCollapse implements Source {
  private static final double PER_SECOND = 600;
  private static final double VANE_DEPTH = 0.7;
  private static final double CLOUD_DEVIATION = 0.35;
  private static final double CLOUD_SECONDS = 0.15;

  /** Sizes are exponential, whose mean square is 2. */
  private static final double BLOW = StrictMath.sqrt(MachineSound.SAMPLE_RATE / PER_SECOND / 2);

  private final RandomStream random;
  private final Shaft shaft;
  private final int vanes;
  private final Drift cloud;
  private final ResonatorBank casing;

  BubbleCollapse(RandomStream random, Shaft shaft, int vanes, List<Resonance> casing) {
    this.random = random;
    this.shaft = shaft;
    this.vanes = vanes;
    this.cloud = new Drift(random.fork(), CLOUD_DEVIATION, CLOUD_SECONDS);
    this.casing = new ResonatorBank(casing);
  }

  @Override
  public double next() {
    double rate =
        PER_SECOND * (1 + VANE_DEPTH * Sine.of(vanes * shaft.phase())) * (1 + cloud.next());
    boolean collapses = random.uniform() * MachineSound.SAMPLE_RATE < rate;
    return casing.next(collapses ? BLOW * random.sign() * random.exponential() : 0);
  }
}
