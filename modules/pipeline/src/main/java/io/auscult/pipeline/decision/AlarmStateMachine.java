/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineVotes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens, updates and closes the one anomaly that a machine can have, in event time. Several sensors
 * of one machine share it: any of them opens it, and all that say something about now must be calm
 * to close it. The same windows and rules in the same order give the same events.
 *
 * <p>Sensors may be hours apart, when a gateway replays what it could not send. Old windows open an
 * anomaly only in a time that no anomaly has reached yet; an open one they neither close nor hold
 * open, and no time of it ever goes backwards.
 */
public final class AlarmStateMachine {

  /** What our timestamps can tell apart. */
  private static final Duration INSTANT = Duration.of(1, ChronoUnit.MICROS);

  private final AlarmRule rule;
  private final VoteCounter counter;

  public AlarmStateMachine(AlarmRule rule) {
    this.rule = rule;
    this.counter = new VoteCounter(rule);
  }

  /** The votes of a machine that has not been heard yet. */
  public static MachineVotes silent() {
    return new MachineVotes(Map.of(), null, null);
  }

  /**
   * Takes one more window.
   *
   * @param votes the machine's votes so far
   * @param open the machine's open anomaly; null if none
   * @param score the window; its threshold is the machine's own where the rules have one
   * @param rules what the operators want of the machine
   * @param bands what stands out in the window; asked only where it is told
   */
  public Decision decide(
      MachineVotes votes,
      @Nullable AnomalyEvent open,
      WindowScore score,
      MachineRules rules,
      Supplier<List<FrequencyBand>> bands) {
    WindowVote vote = WindowVote.of(score, rule, rules);
    MachineVotes counted = counter.count(votes, score, vote);
    return open == null
        ? watch(counted, score, rules, bands)
        : follow(counted, AnomalyEvents.followed(open, score, vote.quiet(), bands), score, rules);
  }

  private Decision watch(
      MachineVotes votes,
      WindowScore score,
      MachineRules rules,
      Supplier<List<FrequencyBand>> bands) {
    if (!counter.isOver(votes, score.getSensorId())) {
      return Decision.silence(votes, null);
    }
    Suppression forbidden = forbidden(votes, score, rules);
    if (forbidden != null) {
      return Decision.withheld(votes, null, forbidden);
    }
    AnomalyEvent opened = AnomalyEvents.opened(score, bands.get());
    return Decision.announced(counter.announcedAt(votes, opened.getOpenedAt()), opened);
  }

  private static @Nullable Suppression forbidden(
      MachineVotes votes, WindowScore score, MachineRules rules) {
    Suppression quiet = rules.quietAt(score.getWindowEnd());
    if (quiet != null) {
      return quiet;
    }
    Instant cooldownUntil = votes.getCooldownUntil();
    return cooldownUntil != null && score.getWindowEnd().isBefore(cooldownUntil)
        ? Suppression.COOLDOWN
        : null;
  }

  private Decision follow(
      MachineVotes votes, AnomalyEvent current, WindowScore score, MachineRules rules) {
    Instant now = current.getLastAt();
    Suppression quiet = rules.quietAt(now);
    if (quiet != null) {
      CloseReason reason = quiet == Suppression.RETIRED ? CloseReason.RETIRED : CloseReason.MUTED;
      return close(votes, current, reason, now);
    }
    if (counter.isCalm(votes, score.getSensorId())) {
      return close(votes, current, CloseReason.RECOVERED, now);
    }
    Instant announcedAt = votes.getAnnouncedAt();
    if (announcedAt != null && now.isBefore(announcedAt.plus(rule.updateEvery()))) {
      return Decision.silence(votes, current);
    }
    MachineVotes announced = counter.announcedAt(votes, now);
    return rules.acknowledges(current.getAnomalyId())
        ? Decision.withheld(announced, current, Suppression.ACKNOWLEDGED)
        : Decision.announced(announced, current);
  }

  /**
   * Closes an anomaly, whatever its sensors say. Only after a recovery the machine rests for the
   * rule's cooldown: one that went offline, was muted or lost its model and still sounds wrong is
   * told again as soon as K of N windows after the anomaly's last one say so.
   *
   * @param votes the machine's votes so far
   * @param open the anomaly
   * @param reason why
   * @param at when; an anomaly never ends before its last window, even if this is earlier
   */
  public Decision close(MachineVotes votes, AnomalyEvent open, CloseReason reason, Instant at) {
    // No window of the anomaly's own time opens it a second time, with the same id.
    Duration rest =
        reason == CloseReason.RECOVERED && rule.cooldown().compareTo(INSTANT) > 0
            ? rule.cooldown()
            : INSTANT;
    return Decision.closed(
        counter.afresh(votes, open.getLastAt(), rest), AnomalyEvents.closed(open, reason, at));
  }
}
