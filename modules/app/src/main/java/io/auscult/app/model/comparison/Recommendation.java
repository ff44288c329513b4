/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * What to do.
 *
 * @param advice in a word
 * @param reason one line
 */
public record Recommendation(Advice advice, String reason) {

  /** What can be recommended. */
  public enum Advice {
    /** The challenger is to be the champion. */
    PROMOTE("promote"),
    /** The champion stays. */
    KEEP("keep the champion"),
    /** Too little was heard to tell. */
    NOT_ENOUGH("not enough yet");

    private final String words;

    Advice(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Two models of the same counts would differ so much in one of twenty comparisons. */
  private static final double CHANCE = 0.05;

  /** A lower rank correlation is nothing in common. */
  private static final double LITTLE = 0.1;

  private static final int MOST_PATIENCE = 100;

  /**
   * Weighs a comparison up.
   *
   * @param machines at least one
   * @param champion of all machines
   * @param challenger of all machines
   * @param enough so long a machine is to be compared before a challenger is called as good
   */
  static Recommendation of(
      List<MachineComparison> machines,
      ModelFigures champion,
      ModelFigures challenger,
      Duration enough) {
    for (MachineComparison each : machines) {
      if (each.challenger().missed() > each.champion().missed()) {
        return new Recommendation(
            Advice.KEEP,
            "the challenger misses %d of what is labelled real at %s, the champion %d"
                .formatted(each.challenger().missed(), each.machine(), each.champion().missed()));
      }
    }
    long old = champion.falseAlarms();
    long young = challenger.falseAlarms();
    String counts = "%d false alarms of the challenger, %d of the champion".formatted(young, old);
    if (young > old && chance(old, young) <= CHANCE) {
      return new Recommendation(Advice.KEEP, counts + ": that is no chance");
    }
    double hours = enough.toMinutes() / 60.0;
    MachineComparison least =
        machines.stream().min(Comparator.comparingDouble(MachineComparison::hours)).orElseThrow();
    if (least.hours() < hours) {
      return new Recommendation(
          Advice.NOT_ENOUGH,
          text(
              "%s was compared for %.1f h, and %.1f h of every machine are asked for: %.1f h more",
              least.machine(), least.hours(), hours, hours - least.hours()));
    }
    List<MachineComparison> apart = machines.stream().filter(each -> !isAlike(each)).toList();
    if (apart.size() * 2 > machines.size()) {
      return new Recommendation(
          Advice.KEEP,
          text(
              "the challenger's scores have nothing in common with the champion's at %d of %d machines"
                  + " (rank correlation under %.1f): does it hear anything? See auscult evaluate",
              apart.size(), machines.size(), LITTLE));
    }
    if (young > old) {
      return new Recommendation(Advice.NOT_ENOUGH, counts + patience(old, young));
    }
    return new Recommendation(
        Advice.PROMOTE,
        "%s; it misses nothing that is labelled real and that the champion finds"
            .formatted(counts));
  }

  private static boolean isAlike(MachineComparison machine) {
    return machine.spearman() != null && machine.spearman() >= LITTLE;
  }

  /** How probable so many or more of all are the challenger's if both raise as many. */
  private static double chance(long old, long young) {
    int all = Math.toIntExact(old + young);
    return BinomialDistribution.of(all, 0.5).survivalProbability(Math.toIntExact(young) - 1);
  }

  private static String patience(long old, long young) {
    for (int times = 2; times <= MOST_PATIENCE; times++) {
      if (chance(times * old, times * young) <= CHANCE) {
        return " can be chance: if it goes on like that, %d times as much sound tells"
            .formatted(times);
      }
    }
    return " are too near to one another to tell";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
