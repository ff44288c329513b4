/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/**
 * A loose frame after a jolt: it bounces on its bed, each bounce sooner and weaker than the last.
 */
final class Rattle implements Source {
  private static final int BOUNCES = 5;
  private static final double REBOUND = 0.8;
  private static final double FIRST_SECONDS = 0.045;

  private final RandomStream random;
  private final Stroke stroke;
  private final ResonatorBank frame;
  private final double firstBlow;
  private double untilNext;
  private double interval;
  private double blow;
  private int left;

  Rattle(RandomStream random, Stroke stroke, double joltsPerSecond, List<Resonance> frame) {
    this.random = random;
    this.stroke = stroke;
    this.frame = new ResonatorBank(frame);
    double energy = 0;
    for (int i = 0; i < BOUNCES; i++) {
      energy += StrictMath.pow(REBOUND, 2 * i);
    }
    this.firstBlow = StrictMath.sqrt(MachineSound.SAMPLE_RATE / joltsPerSecond / energy);
  }

  @Override
  public double next() {
    if (stroke.arrived()) {
      left = BOUNCES;
      blow = firstBlow * random.uniform(0.9, 1.1);
      interval = FIRST_SECONDS * MachineSound.SAMPLE_RATE * random.uniform(0.8, 1.2);
      untilNext = 0;
    }
    if (left == 0 || untilNext-- > 0) {
      return frame.next(0);
    }
    double bounce = blow * random.sign();
    untilNext = interval;
    blow *= REBOUND;
    interval *= REBOUND;
    left--;
    return frame.next(bounce);
  }
}
