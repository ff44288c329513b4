/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmStateMachineTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AlarmRule RULE =
      new AlarmRule(2, 3, 2, 0.1, Duration.ofSeconds(5), Duration.ofSeconds(4));

  private final AlarmStateMachine machine = new AlarmStateMachine(RULE);
  private final List<AnomalyEvent> events = new ArrayList<>();
  private MachineVotes votes = AlarmStateMachine.silent();
  private @Nullable AnomalyEvent open;
  private int second;

  @BeforeAll
  static void loadSerdes() {
    // Which makes Avro trust our enums.
    assertThat(Topics.all()).isNotEmpty();
  }

  /**
   * One letter a window: {@code o} over the threshold, {@code .} calm, {@code -} under it but not
   * calm, {@code r} calm again but still remembered by the smoothed score.
   */
  @ParameterizedTest
  @CsvSource({
    "........,            ''",
    "o..o..o.,            ''",
    "oo,                  O1",
    "o.o,                 O2",
    "o-o,                 O2",
    "oo..,                O1 C3",
    "oo-.-..,             O1 U5 C6",
    "oo------,            O1 U5",
    "oooooooooo,          O1 U5 U9",
    "oo..oooooooo,        O1 C3 O8",
    "oo.o..,              O1 C5",
    "oo.o.o.,             O1 U5",
    "orrrrrrr,            ''",
    "oorr..,              O1 C5",
  })
  void shouldOpenUpdateAndCloseAsTheTableSays(String windows, String expected) {
    for (int i = 0; i < windows.length(); i++) {
      hear("mic", windows.charAt(i));
    }

    assertThat(said()).isEqualTo(expected);
  }

  @Test
  void shouldKeepOneAnomalyForAllSensorsOfAMachine() {
    hearAt(0, "left", 'o');
    hearAt(0, "right", '.');
    hearAt(1, "left", 'o');
    hearAt(1, "right", 'o');
    hearAt(2, "right", 'o');
    hearAt(2, "left", '.');
    hearAt(3, "left", '.');
    assertThat(said()).isEqualTo("O1");

    hearAt(3, "right", '.');
    hearAt(4, "right", '.');

    assertThat(said()).isEqualTo("O1 C4");
  }

  @Test
  void shouldTellPeakEvidenceAndBandsOfTheWorstWindow() {
    hear("mic", 'o');
    hear("mic", 'o');
    AnomalyEvent opened = events.get(0);

    Decision worse =
        machine.decide(
            votes,
            open,
            WindowScore.newBuilder(score("mic", 'o', 5))
                .setSmoothedScore(9)
                .setSourceOffsetFirst(70)
                .setSourceOffsetLast(72)
                .build(),
            () -> List.of(new FrequencyBand(1000f, 2000f, 12f)));

    assertThat(worse.event()).isNotNull();
    assertThat(worse.event().getAnomalyId()).isEqualTo(opened.getAnomalyId());
    assertThat(worse.event().getOpenedAt()).isEqualTo(opened.getOpenedAt());
    assertThat(worse.event().getPeakScore()).isEqualTo(9);
    assertThat(worse.event().getEvidenceOffsetFirst()).isEqualTo(70);
    assertThat(worse.event().getEvidenceOffsetLast()).isEqualTo(72);
    assertThat(worse.event().getBands()).containsExactly(new FrequencyBand(1000f, 2000f, 12f));
  }

  @Test
  void shouldGiveTheSameIdForTheSameSoundAndAnotherForAnother() {
    hear("mic", 'o');
    hear("mic", 'o');
    String first = events.get(0).getAnomalyId();
    AlarmStateMachineTest again = new AlarmStateMachineTest();
    again.hear("mic", 'o');
    again.hear("mic", 'o');
    AlarmStateMachineTest later = new AlarmStateMachineTest();
    later.hear("mic", '.');
    later.hear("mic", 'o');
    later.hear("mic", 'o');

    assertThat(again.events.get(0).getAnomalyId()).isEqualTo(first);
    assertThat(later.events.get(0).getAnomalyId()).isNotEqualTo(first);
  }

  @Test
  void shouldCloseWithReasonAndTime() {
    for (int i = 0; i < 4; i++) {
      hear("mic", "oo..".charAt(i));
    }

    AnomalyEvent closed = events.get(1);
    assertThat(closed.getState()).isEqualTo(AnomalyState.CLOSED);
    assertThat(closed.getCloseReason()).isEqualTo(CloseReason.RECOVERED);
    assertThat(closed.getClosedAt()).isEqualTo(START.plusSeconds(3));
    assertThat(open).isNull();
  }

  private void hear(String sensor, char window) {
    hearAt(second++, sensor, window);
  }

  private void hearAt(int second, String sensor, char window) {
    Decision decision =
        machine.decide(votes, open, score(sensor, window, second), List::<FrequencyBand>of);
    votes = decision.votes();
    open = decision.open();
    if (decision.event() != null) {
      events.add(decision.event());
    }
  }

  private static WindowScore score(String sensor, char window, int second) {
    return WindowScore.newBuilder()
        .setMachineId("fan")
        .setSensorId(sensor)
        .setWindowStart(START.plusSeconds(second - 2))
        .setWindowEnd(START.plusSeconds(second))
        .setCompletedAt(START.plusSeconds(second))
        .setScore(window == 'o' ? 3 : 1)
        .setSmoothedScore(window == 'o' || window == 'r' ? 3 : 1)
        .setClassProbability(1)
        .setTailProbability(window == '.' ? 0.5 : 0.01)
        .setThreshold(2)
        .setLevelDbfs(-30)
        .setModelVersion("m1")
        .setSourcePartition(0)
        .setSourceOffsetFirst(second)
        .setSourceOffsetLast(second + 1)
        .build();
  }

  /** The events so far: state's initial and the second of its window. */
  private String said() {
    return events.stream()
        .map(
            event ->
                event.getState().name().charAt(0)
                    + String.valueOf(Duration.between(START, event.getLastAt()).toSeconds()))
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }
}
