/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.decision.MachineRules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Both models at one machine, window by window. */
final class MachineTrial {

  private static final double HOUR_NANOS = Duration.ofHours(1).toNanos();

  private final String machine;
  private final Duration period;
  private final int fill;
  private final AlarmTrial champion;
  private final AlarmTrial challenger;
  private final PairedScores scores = new PairedScores();
  private final Map<String, Integer> bySensor = new HashMap<>();
  private long championOver;
  private long challengerOver;
  private Instant from = Instant.MAX;
  private Instant until = Instant.MIN;

  MachineTrial(String machine, Contender champion, Contender challenger, MachineRules rules) {
    this.machine = machine;
    this.period = champion.windowPeriod();
    // A pipeline decides on nothing before it has as many scores as the model smooths; both wait
    // for the slower one, so that both are asked about the same time.
    this.fill =
        Math.max(
            champion.manifest().window().smoothing(), challenger.manifest().window().smoothing());
    this.champion = new AlarmTrial(champion, rules);
    this.challenger = new AlarmTrial(challenger, rules);
  }

  /** The next window, scored by both. */
  void add(WindowScore ofChampion, WindowScore ofChallenger) {
    scores.add(ofChampion.getScore(), ofChallenger.getScore());
    championOver += isOver(ofChampion) ? 1 : 0;
    challengerOver += isOver(ofChallenger) ? 1 : 0;
    Instant end = ofChampion.getWindowEnd();
    from = end.isBefore(from) ? end : from;
    until = end.isAfter(until) ? end : until;
    if (bySensor.merge(ofChampion.getSensorId(), 1, Integer::sum) >= fill) {
      champion.hear(ofChampion);
      challenger.hear(ofChallenger);
    }
  }

  private static boolean isOver(WindowScore score) {
    return score.getSmoothedScore() > score.getThreshold();
  }

  Instant from() {
    return from;
  }

  Instant until() {
    return until;
  }

  /** To be asked after at least one window. */
  MachineComparison result(Judgements judgements) {
    List<Span> real = judgements.real(machine);
    List<Span> wrong = judgements.wrong(machine);
    Span heard = new Span(from, until);
    int windows = bySensor.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    double hours = windows * (double) period.toNanos() / HOUR_NANOS;
    return new MachineComparison(
        machine,
        scores.size(),
        hours,
        scores.pearson(),
        scores.spearman(),
        ModelFigures.of(hours, heard, championOver, champion.anomalies(), real, wrong),
        ModelFigures.of(hours, heard, challengerOver, challenger.anomalies(), real, wrong));
  }
}
