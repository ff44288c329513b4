/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import io.auscult.dsp.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a fault is no giveaway: that a broken machine is hardly louder, or quieter, than a
 * healthy one. A detector that finds such faults has listened to the sound, not to its level.
 *
 * <p>Each machine is rendered twice with each seed, healthy and broken. The two share all of their
 * chance (load, noise, clanks), so that what differs is due to the fault.
 */
public final class GiveawayCheck {
  /** A fault must change the level by less, in dB, either way. */
  public static final double MOST_LEVEL_CHANGE_DB = 1;

  /** A threshold on the level of a window must separate broken from healthy with less AUC. */
  public static final double MOST_LEVEL_AUC = 0.65;

  /** Long enough to see the slow wandering of load and noise average out. */
  public static final double DEFAULT_SECONDS = 60;

  private static final int WINDOW = 2 * MachineSound.SAMPLE_RATE;

  /** A fault needs half a second to be fully there; echoes of the change are over by now. */
  private static final int SETTLING = MachineSound.SAMPLE_RATE;

  private GiveawayCheck() {}

  /**
   * How much the level gives away of one fault. Both figures are of the machine, among all four of
   * the fault's type, that gives most away.
   *
   * @param fault the fault
   * @param levelChangeDb level of the broken machine less that of the healthy one, in dB
   * @param levelAuc AUC of the level of windows of 2 s, whichever way it separates better: 0.5
   *     (nothing) to 1 (everything)
   */
  public record Finding(Fault fault, double levelChangeDb, double levelAuc) {
    /** Whether both figures are below their limits. */
    public boolean passes() {
      return Math.abs(levelChangeDb) < MOST_LEVEL_CHANGE_DB && levelAuc < MOST_LEVEL_AUC;
    }
  }

  /**
   * Checks every fault: for what a user is told, at {@link Plant#DEFAULT_SNR_DB} for {@link
   * #DEFAULT_SECONDS}.
   *
   * @param snrDb of the machines in their factory
   * @param seconds of sound rendered for each machine, condition and seed, at least 2
   * @param seeds at least one
   * @return one finding a fault, in the faults' order
   * @throws IllegalArgumentException if there is no seed, or not a single window
   */
  public static List<Finding> run(double snrDb, double seconds, long... seeds) {
    int windows = (int) (seconds * MachineSound.SAMPLE_RATE / WINDOW);
    if (seeds.length == 0 || windows < 1) {
      throw new IllegalArgumentException(
          "the check needs a seed and at least 2 seconds, not "
              + seeds.length
              + " seeds and "
              + seconds
              + " s");
    }
    Map<SimulatedMachine, double[]> healthy =
        Plant.of(Plant.MOST_MACHINES, snrDb).machines().parallelStream()
            .collect(
                Collectors.toMap(
                    Function.identity(), machine -> levels(machine, null, windows, seeds)));
    return Arrays.stream(Fault.values())
        .parallel()
        .map(fault -> check(fault, healthy, windows, seeds))
        .toList();
  }

  private static Finding check(
      Fault fault, Map<SimulatedMachine, double[]> healthy, int windows, long[] seeds) {
    double change = 0;
    double auc = 0.5;
    for (Map.Entry<SimulatedMachine, double[]> entry : healthy.entrySet()) {
      if (entry.getKey().type() == fault.type()) {
        double[] broken = levels(entry.getKey(), fault, windows, seeds);
        double itsChange = meanLevel(broken) - meanLevel(entry.getValue());
        change = Math.abs(itsChange) > Math.abs(change) ? itsChange : change;
        auc = Math.max(auc, auc(entry.getValue(), broken));
      }
    }
    return new Finding(fault, change, auc);
  }

  /** The level of each window, in dBFS. */
  private static double[] levels(
      SimulatedMachine machine, @Nullable Fault fault, int windows, long[] seeds) {
    double[] levels = new double[seeds.length * windows];
    float[] samples = new float[WINDOW];
    int at = 0;
    for (long seed : seeds) {
      MachineSound sound = machine.start(seed);
      if (fault != null) {
        sound.breakAt(0, fault);
      }
      sound.render(samples, 0, SETTLING);
      for (int w = 0; w < windows; w++) {
        sound.render(samples, 0, WINDOW);
        levels[at++] = Level.dbfs(samples, 0, WINDOW);
      }
    }
    return levels;
  }

  /** The level of all windows together: that of their mean power, in dBFS. */
  private static double meanLevel(double[] levels) {
    double power =
        Arrays.stream(levels).map(level -> Math.pow(10, level / 10)).average().orElseThrow();
    return 10 * Math.log10(power);
  }

  /**
   * The chance that a value of one is above a value of the other, or below: whichever is greater.
   * Ties count half.
   */
  static double auc(double[] one, double[] other) {
    double above = 0;
    for (double a : one) {
      for (double b : other) {
        above += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    double auc = above / one.length / other.length;
    return Math.max(auc, 1 - auc);
  }
}
