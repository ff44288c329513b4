/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The factory around a machine, at power 1: falling broadband noise in three bands that swell and
 * fade by themselves, the hum of mains-driven machines far away, and now and then a clank. Every
 * seed is another moment in the same factory.
 *
 * <p>The mixture follows the descriptions of the noise in MIMII (Purohit et al. 2019) and ToyADMOS
 * (Koizumi et al. 2019), which was recorded in real factories and added to the machines' sound.
 */
final class FactoryNoise {
  private static final double MAINS_HZ = 50;
  private static final double CLANKS_PER_SECOND = 0.4;
  private static final int CLANKS_AT_ONCE = 3;

  /** Shares of power; the rumble carries most, as it does indoors. */
  private static final double RUMBLE = 0.50;

  private static final double MURMUR = 0.30;
  private static final double HISS = 0.07;
  private static final double HUM = 0.08;
  private static final double CLANKS = 0.05;

  private final Source[] bands;
  private final Drift[] swells;
  private final double[] gains;
  private final Shaft mains;
  private final Source hum;
  private final RandomStream clankRandom;
  private final Clank[] clanks = new Clank[CLANKS_AT_ONCE];
  private final double clankGain;
  private int nextClank;

  FactoryNoise(RandomStream random) {
    bands =
        new Source[] {
          Source.noise(
              random.fork(), List.of(new Resonance(90, 120, 1), new Resonance(260, 300, 0.8))),
          Source.noise(
              random.fork(), List.of(new Resonance(700, 800, 1), new Resonance(1500, 1500, 0.6))),
          Source.noise(
              random.fork(), List.of(new Resonance(3500, 4000, 1), new Resonance(6200, 3500, 0.5)))
        };
    gains = new double[] {StrictMath.sqrt(RUMBLE), StrictMath.sqrt(MURMUR), StrictMath.sqrt(HISS)};
    swells = new Drift[] {swell(random), swell(random), swell(random)};
    mains = new Shaft(random.fork(), MAINS_HZ, 0.0005, 5);
    Source tones = Harmonics.of(random.fork(), mains, 1, 2, 4, 6);
    double humGain = StrictMath.sqrt(HUM);
    hum = () -> humGain * tones.next();
    clankRandom = random.fork();
    for (int i = 0; i < CLANKS_AT_ONCE; i++) {
      clanks[i] = new Clank();
    }
    // A clank's energy is its amplitude squared, whose mean is 13/12 (uniform from 0.5 to 1.5).
    clankGain =
        StrictMath.sqrt(CLANKS * MachineSound.SAMPLE_RATE / CLANKS_PER_SECOND / (13.0 / 12));
  }

  double next() {
    mains.advance();
    double sum = hum.next();
    for (int i = 0; i < bands.length; i++) {
      sum += gains[i] * (1 + swells[i].next()) * bands[i].next();
    }
    return sum + clankGain * nextOfClanks();
  }

  private double nextOfClanks() {
    if (clankRandom.uniform() < CLANKS_PER_SECOND / MachineSound.SAMPLE_RATE) {
      clanks[nextClank].strike(clankRandom);
      nextClank = (nextClank + 1) % CLANKS_AT_ONCE;
    }
    double sum = 0;
    for (Clank clank : clanks) {
      sum += clank.next();
    }
    return sum;
  }

  private static Drift swell(RandomStream random) {
    return new Drift(random.fork(), 0.08, 1.5);
  }

  /**
   * A piece of metal struck somewhere: a few modes that ring for some tens of milliseconds, another
   * piece every time.
   */
  private static final class Clank {
    private static final int RINGING = MachineSound.SAMPLE_RATE;

    private @Nullable ResonatorBank metal;
    private double blow;
    private int left;

    void strike(RandomStream random) {
      double hz = random.uniform(350, 1200);
      metal =
          new ResonatorBank(
              List.of(
                  new Resonance(hz, 12, 1),
                  new Resonance(hz * random.uniform(1.5, 1.9), 16, 0.7),
                  new Resonance(hz * random.uniform(2.3, 2.9), 24, 0.5)));
      blow = random.sign() * random.uniform(0.5, 1.5);
      left = RINGING;
    }

    double next() {
      if (metal == null || left == 0) {
        return 0;
      }
      left--;
      double struck = metal.next(blow);
      blow = 0;
      return struck;
    }
  }
}
