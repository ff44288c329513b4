/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import java.util.Map;

/**
 * A motor-driven linear slide on a ball-bearing rail.
 *
 * <p>Healthy: the balls' rolling noise and the motor's whine follow the speed; the carriage meets
 * its end stop at the end of each way (Ohta and Hayashi, "Vibration of linear guideway type
 * recirculating linear ball bearings", J. Sound Vib. 235, 2000).
 *
 * <p>Lost lubrication: without its film the friction falls as the speed rises (the Stribeck curve),
 * which feeds stick-slip: a squeal, strongest while the carriage is slow; and bare asperities
 * strike each other while it moves (Armstrong-Helouvry, Dupont and Canudas de Wit, "A survey of
 * models, analysis tools and compensation methods for the control of machines with friction",
 * Automatica 30, 1994; Ibrahim, "Friction-induced vibration, chatter, squeal, and chaos", Appl.
 * Mech. Rev. 47, 1994).
 *
 * <p>Loose mount: the frame, no longer clamped, bounces after every jolt and buzzes against its bed
 * while the carriage moves.
 */
final class Slider implements Mechanism {
  /**
   * @param cycleSeconds out and back
   * @param rampShare see {@link Stroke}
   * @param restShare see {@link Stroke}
   * @param motorHz pitch of the motor at full speed
   * @param motorShare share of power in the motor's whine
   * @param stopShare share of power in the end stops
   * @param squealHz stick-slip frequency near standstill
   * @param rail bands of the rolling noise
   * @param stop modes of the end stop
   * @param dryRail modes that bare asperities ring
   * @param looseFrame modes of the frame when it is not clamped
   */
  private record Design(
      double cycleSeconds,
      double rampShare,
      double restShare,
      double motorHz,
      double motorShare,
      double stopShare,
      double squealHz,
      List<Resonance> rail,
      List<Resonance> stop,
      List<Resonance> dryRail,
      List<Resonance> looseFrame) {}

  private static final List<Design> INDIVIDUALS =
      List.of(
          new Design(
              1.30,
              0.22,
              0.16,
              430,
              0.24,
              0.10,
              1850,
              List.of(
                  new Resonance(900, 600, 1),
                  new Resonance(2200, 800, 0.7),
                  new Resonance(4200, 3000, 0.4)),
              List.of(new Resonance(310, 42, 1), new Resonance(1240, 63, 0.6)),
              List.of(new Resonance(3300, 500, 1), new Resonance(5200, 900, 0.8)),
              List.of(
                  new Resonance(170, 30, 1),
                  new Resonance(690, 45, 0.8),
                  new Resonance(1480, 70, 0.6))),
          new Design(
              1.75,
              0.15,
              0.22,
              610,
              0.30,
              0.13,
              2450,
              List.of(
                  new Resonance(620, 400, 1),
                  new Resonance(1600, 500, 0.9),
                  new Resonance(3300, 2600, 0.4)),
              List.of(new Resonance(440, 49, 1), new Resonance(1730, 77, 0.6)),
              List.of(new Resonance(2700, 450, 1), new Resonance(4600, 900, 0.8)),
              List.of(
                  new Resonance(230, 35, 1),
                  new Resonance(870, 50, 0.8),
                  new Resonance(1950, 80, 0.6))),
          new Design(
              1.05,
              0.28,
              0.12,
              340,
              0.18,
              0.08,
              1400,
              List.of(
                  new Resonance(1250, 900, 1),
                  new Resonance(2900, 900, 0.8),
                  new Resonance(5300, 3000, 0.4)),
              List.of(new Resonance(260, 35, 1), new Resonance(980, 56, 0.6)),
              List.of(new Resonance(3800, 500, 1), new Resonance(5900, 900, 0.8)),
              List.of(
                  new Resonance(140, 25, 1),
                  new Resonance(560, 40, 0.8),
                  new Resonance(1210, 60, 0.6))),
          new Design(
              1.50,
              0.18,
              0.18,
              780,
              0.22,
              0.12,
              3050,
              List.of(
                  new Resonance(480, 350, 1),
                  new Resonance(1900, 700, 1),
                  new Resonance(3800, 2500, 0.5)),
              List.of(new Resonance(520, 56, 1), new Resonance(2080, 84, 0.6)),
              List.of(new Resonance(2400, 400, 1), new Resonance(4300, 800, 0.8)),
              List.of(
                  new Resonance(280, 40, 1),
                  new Resonance(1020, 55, 0.8),
                  new Resonance(2300, 90, 0.6))));

  private static final double DEPARTURE = 0.35;

  private final Stroke stroke;
  private final Source squeal;
  private final Source asperities;
  private final Source rattle;
  private final Source buzz;
  private final PowerMix mix;

  Slider(int individual, RandomStream random) {
    Design design = INDIVIDUALS.get(individual);
    stroke =
        new Stroke(random.fork(), design.cycleSeconds(), design.rampShare(), design.restShare());
    double waysPerSecond = 2 / design.cycleSeconds();
    Source rolling = following(Source.noise(random.fork(), design.rail()));
    Source motor =
        new Whistle(
            random.fork(),
            stroke,
            new Shaft(random.fork(), design.motorHz(), 0.004, 1),
            4,
            speed -> speed,
            speed -> speed);
    Source stops = stops(random.fork(), waysPerSecond, new ResonatorBank(design.stop()));
    squeal =
        new Whistle(
            random.fork(),
            stroke,
            new Shaft(random.fork(), design.squealHz(), 0.02, 0.2),
            2,
            speed -> 1 - 0.15 * speed,
            Slider::stickSlip);
    asperities = asperities(random.fork(), new ResonatorBank(design.dryRail()));
    rattle = new Rattle(random.fork(), stroke, waysPerSecond, design.looseFrame());
    buzz = following(Source.noise(random.fork(), design.looseFrame()));
    mix =
        new PowerMix()
            .with(rolling, 1 - design.motorShare() - design.stopShare())
            .with(motor, design.motorShare())
            .with(stops, design.stopShare())
            .with(squeal, 0)
            .with(asperities, 0)
            .with(rattle, 0)
            .with(buzz, 0);
  }

  @Override
  public double next() {
    stroke.advance();
    return mix.next();
  }

  @Override
  public void breakDown(Fault fault) {
    switch (fault) {
      case LOST_LUBRICATION -> mix.redistribute(Map.of(squeal, 0.05, asperities, 0.08));
      case LOOSE_MOUNT -> mix.redistribute(Map.of(rattle, 0.08, buzz, 0.12));
      default -> throw new IllegalArgumentException(fault.id());
    }
  }

  @Override
  public void repair() {
    mix.restore();
  }

  /**
   * Nothing at rest, strongest at a crawl, almost gone at full speed, where inertia carries the
   * carriage over.
   */
  private static double stickSlip(double speed) {
    return speed == 0 ? 0 : Math.max(0.1, 1 - speed / 0.6);
  }

  private Source following(Source noise) {
    double scale = 1 / StrictMath.sqrt(stroke.mean(speed -> speed * speed));
    return () -> scale * stroke.speed() * noise.next();
  }

  private Source stops(RandomStream random, double waysPerSecond, ResonatorBank stop) {
    double blow =
        StrictMath.sqrt(MachineSound.SAMPLE_RATE / waysPerSecond / (1 + DEPARTURE * DEPARTURE));
    return () -> {
      double jolt = 0;
      if (stroke.arrived()) {
        jolt = blow * (1 + 0.1 * random.gaussian());
      } else if (stroke.departed()) {
        jolt = blow * DEPARTURE;
      }
      return stop.next(jolt);
    };
  }

  private Source asperities(RandomStream random, ResonatorBank dryRail) {
    double perSecond = 300;
    double blow =
        StrictMath.sqrt(MachineSound.SAMPLE_RATE / (perSecond * stroke.mean(speed -> speed)) / 2);
    return () -> {
      boolean meet = random.uniform() * MachineSound.SAMPLE_RATE < perSecond * stroke.speed();
      return dryRail.next(meet ? blow * random.sign() * random.exponential() : 0);
    };
  }
}
