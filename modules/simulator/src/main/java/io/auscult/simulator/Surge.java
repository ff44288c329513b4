/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/** Recirculating flow: low noise whose strength surges a few times a second. */
final class Surge implements Source {
  private static final double DEVIATION = 0.4;
  private static final double SECONDS = 0.1;
  private static final double SCALE = 1 / StrictMath.sqrt(1 + DEVIATION * DEVIATION);

  private final Source rush;
  private final Drift strength;

  Surge(RandomStream random, List<Resonance> inlet) {
    this.rush = Source.noise(random.fork(), inlet);
    this.strength = new Drift(random, DEVIATION, SECONDS);
  }

  @Override
  public double next() {
    return SCALE * (1 + strength.next()) * rush.next();
  }
}
