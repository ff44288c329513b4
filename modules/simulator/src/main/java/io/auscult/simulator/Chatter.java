/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/**
 * A plunger that the coil cannot hold: in some cycles it hammers twice a mains period, never quite
 * evenly.
 */
final class Chatter implements Source {
  private static final double CYCLES_WITH = 0.6;

  private final RandomStream random;
  private final Actuation actuation;
  private final Shaft mains;
  private final ResonatorBank body;
  private final double scale;
  private boolean wasEnergised;
  private boolean hammers;
  private boolean secondHalf;

  Chatter(
      RandomStream random,
      Actuation actuation,
      Shaft mains,
      double openShare,
      List<Resonance> body) {
    this.random = random;
    this.actuation = actuation;
    this.mains = mains;
    this.body = new ResonatorBank(body);
    // Blows are uniform from 0.5 to 1.5, whose mean square is 13/12.
    double blowsPerSecond = 100 * openShare * CYCLES_WITH;
    this.scale = StrictMath.sqrt(MachineSound.SAMPLE_RATE / blowsPerSecond / (13.0 / 12));
  }

  @Override
  public double next() {
    boolean energised = actuation.energised();
    if (energised && !wasEnergised) {
      hammers = random.uniform() < CYCLES_WITH;
    }
    wasEnergised = energised;
    boolean second = mains.phase() >= 0.5;
    boolean blow = second != secondHalf && energised && hammers;
    secondHalf = second;
    return body.next(blow ? scale * random.uniform(0.5, 1.5) : 0);
  }
}
