/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/**
 * Balls rolling over a spall: strikes that are nearly periodic and never quite alike, and the
 * ringing they leave.
 */
final class RaceStrikes implements Source {
  private static final double SLIP = 0.015;
  private static final double UNEVENNESS = 0.25;

  private final RandomStream random;
  private final ResonatorBank housing;
  private final double interval;
  private final double blow;
  private double untilNext;

  RaceStrikes(RandomStream random, double strikesPerSecond, List<Resonance> housing) {
    this.random = random;
    this.housing = new ResonatorBank(housing);
    this.interval = MachineSound.SAMPLE_RATE / strikesPerSecond;
    this.blow = StrictMath.sqrt(interval / (1 + UNEVENNESS * UNEVENNESS));
    this.untilNext = random.uniform() * interval;
  }

  @Override
  public double next() {
    untilNext--;
    if (untilNext > 0) {
      return housing.next(0);
    }
    untilNext += interval * (1 + SLIP * random.gaussian());
    return housing.next(blow * (1 + UNEVENNESS * random.gaussian()));
  }
}
