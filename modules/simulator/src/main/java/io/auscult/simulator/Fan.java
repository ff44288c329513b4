/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import java.util.Map;

/**
 * An axial fan.
 *
 * <p>Healthy: steady and unsteady blade forces radiate tones at multiples of the blade-pass
 * frequency (Lowson, "The sound field for singularities in motion", Proc. R. Soc. A 286, 1965), the
 * turbulence they cut through radiates broadband noise, shaped by the housing (Sharland, "Sources
 * of noise in axial flow fans", J. Sound Vib. 1, 1964), and the bearing's rolling excites the
 * housing a little.
 *
 * <p>Bearing defect: every ball that passes a spall on the outer race strikes the housing, which
 * rings. The strikes come at {@code BPFO = n/2 * f * (1 - d/D cos(phi))}, not quite evenly because
 * the balls slip by a percent or two (McFadden and Smith, "Model for the vibration produced by a
 * single point defect in a rolling element bearing", J. Sound Vib. 96, 1984; Randall and Antoni,
 * "Rolling element bearing diagnostics: a tutorial", Mech. Syst. Signal Process. 25, 2011).
 *
 * <p>Imbalance: a rotating force shakes the housing at the shaft's frequency and its low multiples,
 * and modulates the blade tones, which grow sidebands a shaft frequency away.
 */
final class Fan implements Mechanism {
  /**
   * @param shaftHz mean speed
   * @param toneDecay how fast blade tones fall with their order
   * @param toneShare share of power in the blade tones
   * @param balls of the bearing
   * @param ballRatio ball diameter over pitch diameter, times the cosine of the contact angle
   * @param flow bands of the flow noise
   * @param housing modes that the bearing rings
   */
  private record Design(
      double shaftHz,
      int blades,
      double toneDecay,
      double toneShare,
      int balls,
      double ballRatio,
      List<Resonance> flow,
      List<Resonance> housing) {
    double outerRaceHz() {
      return balls / 2.0 * shaftHz * (1 - ballRatio);
    }
  }

  private static final List<Design> INDIVIDUALS =
      List.of(
          new Design(
              24.3,
              7,
              0.9,
              0.34,
              8,
              0.27,
              List.of(
                  new Resonance(420, 500, 1),
                  new Resonance(1350, 500, 0.5),
                  new Resonance(2600, 2500, 0.35)),
              List.of(new Resonance(2900, 160, 1), new Resonance(4700, 220, 0.7))),
          new Design(
              29.1,
              5,
              0.6,
              0.28,
              9,
              0.24,
              List.of(
                  new Resonance(650, 700, 1),
                  new Resonance(2150, 600, 0.6),
                  new Resonance(4000, 3000, 0.35)),
              List.of(new Resonance(3450, 180, 1), new Resonance(5600, 260, 0.6))),
          new Design(
              18.7,
              9,
              1.2,
              0.40,
              7,
              0.31,
              List.of(
                  new Resonance(300, 350, 1),
                  new Resonance(980, 300, 0.6),
                  new Resonance(3300, 2200, 0.25)),
              List.of(new Resonance(2350, 140, 1), new Resonance(4150, 200, 0.8))),
          new Design(
              41.5,
              6,
              0.7,
              0.30,
              10,
              0.21,
              List.of(
                  new Resonance(820, 500, 1),
                  new Resonance(1750, 700, 0.7),
                  new Resonance(5200, 3000, 0.4)),
              List.of(new Resonance(3900, 200, 1), new Resonance(6300, 300, 0.6))));

  private static final double SPEED_JITTER = 0.004;
  private static final double ROLLING_SHARE = 0.03;

  private final Shaft shaft;
  private final Source strikes;
  private final Source shaking;
  private final PowerMix mix;

  Fan(int individual, RandomStream random) {
    Design design = INDIVIDUALS.get(individual);
    int blades = design.blades();
    shaft = new Shaft(random.fork(), design.shaftHz(), SPEED_JITTER, 3);
    Source tones = Harmonics.series(random.fork(), shaft, blades, 7, design.toneDecay());
    Source flow = Source.noise(random.fork(), design.flow());
    Source rolling = Source.noise(random.fork(), design.housing());
    strikes = new RaceStrikes(random.fork(), design.outerRaceHz(), design.housing());
    shaking =
        Harmonics.of(
            random.fork(),
            shaft,
            1,
            2,
            3,
            blades - 1,
            blades + 1,
            2 * blades - 1,
            2 * blades + 1,
            3 * blades - 1,
            3 * blades + 1);
    mix =
        new PowerMix()
            .with(tones, design.toneShare())
            .with(flow, 1 - design.toneShare() - ROLLING_SHARE)
            .with(rolling, ROLLING_SHARE)
            .with(strikes, 0)
            .with(shaking, 0);
  }

  @Override
  public double next() {
    shaft.advance();
    return mix.next();
  }

  @Override
  public void breakDown(Fault fault) {
    switch (fault) {
      case BEARING_DEFECT -> mix.redistribute(Map.of(strikes, 0.10));
      case IMBALANCE -> mix.redistribute(Map.of(shaking, 0.20));
      default -> throw new IllegalArgumentException(fault.id());
    }
  }

  @Override
  public void repair() {
    mix.restore();
  }
}
