/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineVotes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine whose windows are told by a letter each, and what its alarm has said so far. The
 * model's threshold is 2, healthy sound is calm from a tail probability of 0.1 on.
 */
final class HeardMachine {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** 2 of 3 windows open, 2 calm ones close, 5 s of cooldown, an update every 4 s. */
  static final AlarmRule RULE =
      new AlarmRule(2, 3, 2, 0.1, Duration.ofSeconds(5), Duration.ofSeconds(4));

  private static final double THRESHOLD = 2;

  private final AlarmStateMachine machine;
  private final List<String> said = new ArrayList<>();

  final List<AnomalyEvent> events = new ArrayList<>();
  MachineVotes votes = AlarmStateMachine.silent();
  @Nullable AnomalyEvent open;
  MachineRules rules = MachineRules.of(null);

  HeardMachine() {
    this(RULE);
  }

  HeardMachine(AlarmRule rule) {
    // Loads the serdes, which make Avro trust our enums.
    Objects.requireNonNull(Topics.ANOMALIES);
    machine = new AlarmStateMachine(rule);
  }

  static Instant at(double second) {
    return START.plusMillis(Math.round(second * 1000));
  }

  /**
   * One letter a window, one window a second: {@code o} over the threshold, {@code .} calm, {@code
   * -} under it but not calm, {@code r} calm again but still remembered by the smoothed score; a
   * space is a second without a window.
   */
  HeardMachine hear(String sensor, int second, String windows) {
    for (int i = 0; i < windows.length(); i++) {
      if (windows.charAt(i) != ' ') {
        hear(sensor, second + i, windows.charAt(i));
      }
    }
    return this;
  }

  void hear(String sensor, int second, char window) {
    double score = window == 'o' ? 3 : 1;
    double smoothed = window == 'o' || window == 'r' ? 3 : 1;
    hear(score(sensor, at(second), score, smoothed, window == '.' ? 0.5 : 0.01).build());
  }

  Decision hear(WindowScore score) {
    Decision decision =
        machine.decide(
            votes,
            open,
            score,
            rules,
            () -> List.of(new FrequencyBand(0f, 100f, (float) score.getSmoothedScore())));
    take(decision);
    if (decision.suppressed() != null) {
      said.add(decision.suppressed() + ":" + second(score.getWindowEnd()));
    }
    return decision;
  }

  Decision close(CloseReason reason, Instant at) {
    Decision decision = machine.close(votes, Objects.requireNonNull(open), reason, at);
    take(decision);
    return decision;
  }

  private void take(Decision decision) {
    votes = decision.votes();
    open = decision.open();
    AnomalyEvent event = decision.event();
    if (event != null) {
      events.add(event);
      said.add(text(event));
    }
  }

  /** A window of a sensor, held against the machine's own threshold where the rules have one. */
  WindowScore.Builder score(
      String sensor, Instant end, double score, double smoothed, double tailProbability) {
    int offset = (int) Duration.between(START, end).toSeconds();
    return WindowScore.newBuilder()
        .setMachineId("fan")
        .setSensorId(sensor)
        .setWindowStart(end.minusSeconds(2))
        .setWindowEnd(end)
        .setCompletedAt(end)
        .setScore(score)
        .setSmoothedScore(smoothed)
        .setClassProbability(1)
        .setTailProbability(tailProbability)
        .setThreshold(rules.openThreshold(THRESHOLD))
        .setLevelDbfs(-30)
        .setModelVersion("m1")
        .setSourcePartition(0)
        .setSourceOffsetFirst(offset)
        .setSourceOffsetLast(offset + 1);
  }

  private static String text(AnomalyEvent event) {
    String text = event.getState().name().charAt(0) + second(event.getLastAt());
    boolean forced =
        event.getState() == AnomalyState.CLOSED && event.getCloseReason() != CloseReason.RECOVERED;
    return forced ? text + "=" + event.getCloseReason() : text;
  }

  private static String second(Instant time) {
    return String.valueOf(Duration.between(START, time).toSeconds());
  }

  /**
   * All it said, in order: {@code O1} opened, {@code U5} updated, {@code C9} closed, with the
   * second of the anomaly's last window (and {@code =reason} unless it recovered); {@code MUTED:7}
   * withheld at the window that ends at second 7.
   */
  String said() {
    return String.join(" ", said);
  }

  /** What it says from now on, not what it said before. */
  HeardMachine forgetting() {
    said.clear();
    return this;
  }
}
