/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.decision.MachineRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the scores of two models window by window, partition by partition: first the challenger's
 * of a partition, which are kept meanwhile, then the champion's, then {@link #endPartition}.
 * Windows that only one of the two has scored do not count.
 */
public final class Comparer {

  /** Of the challenger, in one partition: 200 MB. */
  static final int MOST_WINDOWS = 5_000_000;

  private final Contender champion;
  private final Contender challenger;
  private final Map<String, MachineSettings> settings;
  private final Judgements judgements;

  private final Map<String, Map<String, ShadowWindows>> shadows = new HashMap<>();
  private final Map<String, MachineTrial> trials = new HashMap<>();
  private final List<MachineComparison> done = new ArrayList<>();
  private int kept;
  private long shadowWindows;
  private Instant from = Instant.MAX;
  private Instant until = Instant.MIN;

  /**
   * @param settings what operators decided, by machine
   */
  public Comparer(
      Contender champion,
      Contender challenger,
      Map<String, MachineSettings> settings,
      Judgements judgements) {
    this.champion = champion;
    this.challenger = challenger;
    this.settings = settings;
    this.judgements = judgements;
  }

  /**
   * A score of a challenger; one of another version does not count.
   *
   * @throws CommandFailedException if there are too many to be kept
   */
  public void addShadow(WindowScore score) {
    if (!score.getModelVersion().equals(challenger.version())) {
      return;
    }
    if (++kept > MOST_WINDOWS) {
      throw new CommandFailedException(
          "the challenger has scored more than %d windows in one partition: give a shorter --since"
              .formatted(MOST_WINDOWS));
    }
    shadowWindows++;
    shadows
        .computeIfAbsent(score.getMachineId(), machine -> new HashMap<>())
        .computeIfAbsent(score.getSensorId(), sensor -> new ShadowWindows())
        .add(score);
  }

  /**
   * A score of a champion, in the order of the partition; one of another version does not count.
   */
  public void addChampion(WindowScore score) {
    String machine = score.getMachineId();
    ShadowWindows shadow = shadows.getOrDefault(machine, Map.of()).get(score.getSensorId());
    if (shadow == null || !score.getModelVersion().equals(champion.version())) {
      return;
    }
    int at = shadow.find(score.getWindowEnd());
    if (at < 0) {
      return;
    }
    trials
        .computeIfAbsent(
            machine,
            each ->
                new MachineTrial(
                    machine, champion, challenger, MachineRules.of(settings.get(machine))))
        .add(score, shadow.at(at, score, challenger.version()));
  }

  /** All of a partition was added: what was kept of it is weighed up and forgotten. */
  public void endPartition() {
    for (MachineTrial trial : trials.values()) {
      from = trial.from().isBefore(from) ? trial.from() : from;
      until = trial.until().isAfter(until) ? trial.until() : until;
      done.add(trial.result(judgements));
    }
    trials.clear();
    shadows.clear();
    kept = 0;
  }

  /** Windows that the challenger has scored, whether the champion has or not. */
  public long shadowWindows() {
    return shadowWindows;
  }

  /**
   * What came of it; empty if both have no window in common.
   *
   * @param enough so long a machine is to be compared before a challenger is called as good
   */
  public Optional<Comparison> result(Duration enough) {
    return done.isEmpty()
        ? Optional.empty()
        : Optional.of(Comparison.of(from, until, done, enough));
  }
}
