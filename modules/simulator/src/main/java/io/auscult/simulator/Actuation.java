/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/**
 * The working of a solenoid valve: the coil is switched on, the plunger is drawn to its stop (a
 * click), the fluid flows, the coil is switched off, the spring returns the plunger to its seat
 * (another click).
 *
 * <p>A gummed plunger moves late, or lands twice, or lands weakly, by turns.
 */
final class Actuation {
  private static final double CYCLE_JITTER = 0.012;
  private static final double EVENNESS = 0.08;
  private static final double LATE = 0.4;
  private static final double TWICE = 0.35;
  private static final double WEAK_BLOW = 0.5;
  private static final double SECOND_BLOW = 0.7;

  /** Mean energy of a gummed plunger's stroke over that of a free one. */
  static final double GUMMED_ENERGY =
      LATE + TWICE * (1 + SECOND_BLOW * SECOND_BLOW) + (1 - LATE - TWICE) * WEAK_BLOW * WEAK_BLOW;

  private static final int NEVER = -1;

  private final RandomStream random;
  private final Shaft cycle;
  private final double openShare;
  private final double attack;
  private final double release;
  private boolean gummed;
  private boolean energised;
  private boolean open;
  private int untilBlow = NEVER;
  private double nextBlow;
  private int untilSecond = NEVER;
  private double blow;
  private double opening;

  Actuation(RandomStream random, double cycleSeconds, double openShare) {
    this.cycle = new Shaft(random.fork(), 1 / cycleSeconds, CYCLE_JITTER, 3);
    this.random = random;
    this.openShare = openShare;
    this.attack = 1 - StrictMath.exp(-1 / (0.006 * MachineSound.SAMPLE_RATE));
    this.release = 1 - StrictMath.exp(-1 / (0.02 * MachineSound.SAMPLE_RATE));
    this.energised = cycle.phase() < openShare;
    this.open = energised;
    this.opening = open ? 1 : 0;
  }

  void gum(boolean gummed) {
    this.gummed = gummed;
  }

  void advance() {
    cycle.advance();
    boolean wanted = cycle.phase() < openShare;
    if (wanted != energised) {
      energised = wanted;
      pull();
    }
    blow = 0;
    if (untilBlow >= 0 && untilBlow-- == 0) {
      blow = nextBlow;
      open = energised;
    }
    if (untilSecond >= 0 && untilSecond-- == 0) {
      blow = SECOND_BLOW * nextBlow;
    }
    opening += open ? attack * (1 - opening) : -release * opening;
  }

  /** Strength of the plunger's landing at this sample, about 1; 0 if it does not land now. */
  double blow() {
    return blow;
  }

  /** Whether the coil is on: the plunger lands on its stop then, and else on its seat. */
  boolean energised() {
    return energised;
  }

  /** How far the valve is open, 0 to 1. */
  double opening() {
    return opening;
  }

  private void pull() {
    double delay = 0.008;
    nextBlow = 1 + EVENNESS * random.gaussian();
    untilSecond = NEVER;
    double kind = random.uniform();
    double extent = random.uniform();
    if (gummed) {
      if (kind < LATE) {
        delay += 0.03 + 0.07 * extent;
      } else if (kind < LATE + TWICE) {
        untilSecond = samples(delay + 0.03 + 0.03 * extent);
      } else {
        nextBlow *= WEAK_BLOW;
      }
    }
    untilBlow = samples(delay);
  }

  private static int samples(double seconds) {
    return (int) (seconds * MachineSound.SAMPLE_RATE);
  }
}
