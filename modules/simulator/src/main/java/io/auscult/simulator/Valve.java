/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import java.util.Map;

/**
 * A solenoid valve for compressed air.
 *
 * <p>Healthy: the plunger's landings on stop and seat ring the body, the jet through the open seat
 * hisses (Lighthill, "On sound generated aerodynamically I", Proc. R. Soc. A 211, 1952), and the
 * coil hums at twice the mains frequency while it is on.
 *
 * <p>Sticking: the plunger lands late, twice or weakly (see {@link Actuation}); gum damps the
 * body's modes and lowers them; and the coil that cannot hold the plunger chatters, a blow every
 * half period of the mains.
 *
 * <p>Leak: a jet through the slit that is left when the valve is closed: higher in frequency than
 * through the open seat, because the frequency of jet noise goes with velocity over width, and with
 * an edge tone of its own.
 */
final class Valve implements Mechanism {
  /**
   * @param openShare share of the cycle for which the coil is on
   * @param clickShare share of power in the clicks
   * @param humShare share of power in the hum
   * @param jet bands of the hiss
   * @param stop modes of the body when the valve opens
   * @param seat modes of the body when the valve closes
   * @param gummed modes of the body when it is gummed
   * @param slit bands of a leak
   */
  private record Design(
      double cycleSeconds,
      double openShare,
      double clickShare,
      double humShare,
      List<Resonance> jet,
      List<Resonance> stop,
      List<Resonance> seat,
      List<Resonance> gummed,
      List<Resonance> slit) {}

  private static final List<Design> INDIVIDUALS =
      List.of(
          new Design(
              0.62,
              0.45,
              0.18,
              0.08,
              List.of(new Resonance(2300, 1500, 1), new Resonance(4700, 2500, 0.8)),
              List.of(new Resonance(1150, 45, 1), new Resonance(2850, 65, 0.7)),
              List.of(new Resonance(760, 40, 1), new Resonance(2150, 60, 0.6)),
              List.of(new Resonance(540, 80, 1), new Resonance(1750, 110, 0.7)),
              List.of(new Resonance(5600, 1400, 1), new Resonance(6700, 120, 0.6))),
          new Design(
              0.84,
              0.35,
              0.16,
              0.12,
              List.of(new Resonance(1700, 1100, 1), new Resonance(3600, 2000, 0.8)),
              List.of(new Resonance(1480, 50, 1), new Resonance(3500, 75, 0.7)),
              List.of(new Resonance(930, 45, 1), new Resonance(2650, 70, 0.6)),
              List.of(new Resonance(680, 90, 1), new Resonance(2100, 120, 0.7)),
              List.of(new Resonance(4700, 1200, 1), new Resonance(5900, 110, 0.6))),
          new Design(
              0.47,
              0.55,
              0.16,
              0.06,
              List.of(new Resonance(3100, 1800, 1), new Resonance(5800, 2600, 0.8)),
              List.of(new Resonance(860, 40, 1), new Resonance(2300, 55, 0.7)),
              List.of(new Resonance(590, 35, 1), new Resonance(1750, 50, 0.6)),
              List.of(new Resonance(420, 70, 1), new Resonance(1380, 95, 0.7)),
              List.of(new Resonance(4300, 1000, 1), new Resonance(7000, 130, 0.6))),
          new Design(
              1.04,
              0.50,
              0.18,
              0.10,
              List.of(new Resonance(1300, 900, 1), new Resonance(2800, 1600, 0.9)),
              List.of(new Resonance(1830, 60, 1), new Resonance(4300, 90, 0.7)),
              List.of(new Resonance(1240, 50, 1), new Resonance(3250, 75, 0.6)),
              List.of(new Resonance(850, 100, 1), new Resonance(2550, 135, 0.7)),
              List.of(new Resonance(5100, 1300, 1), new Resonance(6300, 120, 0.6))));

  private static final double MAINS_HZ = 50;

  private final Actuation actuation;
  private final Shaft mains;
  private final Source clicks;
  private final Source gummedClicks;
  private final Source chatter;
  private final Source leak;
  private final PowerMix mix;
  private final double clickShare;

  Valve(int individual, RandomStream random) {
    Design design = INDIVIDUALS.get(individual);
    double openShare = design.openShare();
    double clicksPerSecond = 2 / design.cycleSeconds();
    actuation = new Actuation(random.fork(), design.cycleSeconds(), openShare);
    mains = new Shaft(random.fork(), MAINS_HZ, 0.0005, 5);
    Source jet = Source.noise(random.fork(), design.jet());
    double jetScale = 1 / StrictMath.sqrt(openShare);
    Source hiss = () -> jetScale * actuation.opening() * jet.next();
    Source tones = Harmonics.series(random.fork(), mains, 2, 5, 0.8);
    Source hum = () -> actuation.energised() ? jetScale * tones.next() : 0;
    clicks = clicks(clicksPerSecond, design.stop(), design.seat());
    gummedClicks =
        clicks(clicksPerSecond * Actuation.GUMMED_ENERGY, design.gummed(), design.gummed());
    chatter = new Chatter(random.fork(), actuation, mains, openShare, design.gummed());
    Source slit = Source.noise(random.fork(), design.slit());
    double slitScale = 1 / StrictMath.sqrt(1 - openShare);
    leak = () -> slitScale * (1 - actuation.opening()) * slit.next();
    clickShare = design.clickShare();
    mix =
        new PowerMix()
            .with(clicks, clickShare)
            .with(hiss, 1 - clickShare - design.humShare())
            .with(hum, design.humShare())
            .with(gummedClicks, 0)
            .with(chatter, 0)
            .with(leak, 0);
  }

  @Override
  public double next() {
    mains.advance();
    actuation.advance();
    return mix.next();
  }

  @Override
  public void breakDown(Fault fault) {
    switch (fault) {
      case STICKING -> {
        actuation.gum(true);
        mix.redistribute(
            Map.of(clicks, 0.3 * clickShare, gummedClicks, 0.5 * clickShare, chatter, 0.06));
      }
      case LEAK -> mix.redistribute(Map.of(leak, 0.08));
      default -> throw new IllegalArgumentException(fault.id());
    }
  }

  @Override
  public void repair() {
    actuation.gum(false);
    mix.restore();
  }

  private Source clicks(double perSecond, List<Resonance> stop, List<Resonance> seat) {
    ResonatorBank onStop = new ResonatorBank(stop);
    ResonatorBank onSeat = new ResonatorBank(seat);
    double scale = StrictMath.sqrt(MachineSound.SAMPLE_RATE / perSecond);
    return () -> {
      double blow = scale * actuation.blow();
      boolean opens = actuation.energised();
      return onStop.next(opens ? blow : 0) + onSeat.next(opens ? 0 : blow);
    };
  }
}
