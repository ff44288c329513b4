/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import java.util.Map;

/**
 * A centrifugal pump.
 *
 * <p>Healthy: each vane that passes the volute's tongue sends a pressure pulse, the turbulent flow
 * rushes, and the induction motor hums at twice the mains frequency (Brennen, "Hydrodynamics of
 * Pumps", 1994).
 *
 * <p>Cavitation: bubbles collapse in the thousands, each a pressure impulse of microseconds, so
 * that broadband noise rises at high frequencies; they collapse most where a vane passes, and in
 * clouds that come and go (Brennen, "Cavitation and Bubble Dynamics", 1995; Cudina, "Detection of
 * cavitation phenomenon in a centrifugal pump using audible sound", Mech. Syst. Signal Process. 17,
 * 2003).
 *
 * <p>Clogging: at a fraction of its design flow the pump recirculates at its inlet: low-frequency
 * noise that surges a few times a second, while the even vane pulses lose power to it.
 */
final class Pump implements Mechanism {
  /**
   * @param pulseDecay how fast the pulses' harmonics fall
   * @param pulseShare share of power in the vane pulses
   * @param humShare share of power in the motor's hum
   * @param flow bands of the flow noise
   * @param casing bands that collapsing bubbles excite
   * @param inlet bands of recirculating flow
   */
  private record Design(
      double shaftHz,
      int vanes,
      double pulseDecay,
      double pulseShare,
      double humShare,
      List<Resonance> flow,
      List<Resonance> casing,
      List<Resonance> inlet) {}

  private static final List<Design> INDIVIDUALS =
      List.of(
          new Design(
              48.6,
              5,
              0.8,
              0.36,
              0.10,
              List.of(
                  new Resonance(560, 450, 1),
                  new Resonance(1900, 900, 0.5),
                  new Resonance(3600, 3500, 0.4)),
              List.of(new Resonance(3800, 2000, 1), new Resonance(6100, 2200, 1)),
              List.of(new Resonance(210, 160, 1), new Resonance(760, 260, 0.7))),
          new Design(
              24.2,
              6,
              0.5,
              0.30,
              0.16,
              List.of(
                  new Resonance(380, 300, 1),
                  new Resonance(1150, 500, 0.8),
                  new Resonance(2800, 2600, 0.4)),
              List.of(new Resonance(3100, 1600, 1), new Resonance(5300, 2400, 1)),
              List.of(new Resonance(150, 130, 1), new Resonance(560, 240, 0.7))),
          new Design(
              49.3,
              7,
              1.1,
              0.42,
              0.06,
              List.of(
                  new Resonance(900, 700, 1),
                  new Resonance(2500, 1200, 0.6),
                  new Resonance(5000, 3500, 0.35)),
              List.of(new Resonance(4400, 2200, 1), new Resonance(6600, 1800, 0.9)),
              List.of(new Resonance(280, 200, 1), new Resonance(1300, 350, 0.7))),
          new Design(
              32.8,
              4,
              0.7,
              0.26,
              0.12,
              List.of(
                  new Resonance(460, 600, 1),
                  new Resonance(1500, 400, 0.9),
                  new Resonance(4300, 3000, 0.5)),
              List.of(new Resonance(3500, 1500, 0.9), new Resonance(5700, 2000, 1)),
              List.of(new Resonance(180, 150, 1), new Resonance(950, 300, 0.7))));

  private static final double SPEED_JITTER = 0.003;
  private static final double MAINS_HZ = 50;

  private final Shaft shaft;
  private final Shaft mains;
  private final Source bubbles;
  private final Source surge;
  private final PowerMix mix;

  Pump(int individual, RandomStream random) {
    Design design = INDIVIDUALS.get(individual);
    shaft = new Shaft(random.fork(), design.shaftHz(), SPEED_JITTER, 3);
    mains = new Shaft(random.fork(), MAINS_HZ, 0.0005, 5);
    Source pulses = Harmonics.series(random.fork(), shaft, design.vanes(), 8, design.pulseDecay());
    Source hum = Harmonics.series(random.fork(), mains, 2, 3, 1);
    Source flow = Source.noise(random.fork(), design.flow());
    bubbles = new BubbleCollapse(random.fork(), shaft, design.vanes(), design.casing());
    surge = new Surge(random.fork(), design.inlet());
    mix =
        new PowerMix()
            .with(pulses, design.pulseShare())
            .with(hum, design.humShare())
            .with(flow, 1 - design.pulseShare() - design.humShare())
            .with(bubbles, 0)
            .with(surge, 0);
  }

  @Override
  public double next() {
    shaft.advance();
    mains.advance();
    return mix.next();
  }

  @Override
  public void breakDown(Fault fault) {
    switch (fault) {
      case CAVITATION -> mix.redistribute(Map.of(bubbles, 0.08));
      case CLOGGING -> mix.redistribute(Map.of(surge, 0.35));
      default -> throw new IllegalArgumentException(fault.id());
    }
  }

  @Override
  public void repair() {
    mix.restore();
  }
}
