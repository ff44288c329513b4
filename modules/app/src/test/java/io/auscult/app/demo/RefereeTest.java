/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefereeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Truth truth = new Truth();
  private Referee referee;

  @BeforeEach
  void breakTwoMachines() {
    // Loads the serdes, which makes Avro trust our records.
    assertThat(Topics.all()).isNotEmpty();
    truth.breaks("fan-0", Duration.ofSeconds(20));
    truth.recovers("fan-0", Duration.ofSeconds(40));
    truth.breaks("pump-0", Duration.ofSeconds(20));
    referee = new Referee(truth, START, Duration.ofSeconds(10));
  }

  @Test
  void shouldCountAnAnomalyWithinItsSpellAsFound() {
    referee.judge(event("fan-0", 25, AnomalyState.OPENED));
    referee.judge(event("fan-0", 25, AnomalyState.CLOSED));

    assertThat(referee.missed()).containsExactly("pump-0");
    assertThat(referee.falseAlarms()).isEmpty();
    assertThat(referee.opened()).isEqualTo(1);
    assertThat(referee.closed()).isEqualTo(1);
  }

  @Test
  void shouldForgiveWhatSmoothingStillRemembers() {
    referee.judge(event("fan-0", 49, AnomalyState.OPENED));

    assertThat(referee.falseAlarms()).isEmpty();
  }

  @Test
  void shouldCallEverythingElseAFalseAlarm() {
    referee.judge(event("fan-0", 19, AnomalyState.OPENED));
    referee.judge(event("fan-0", 51, AnomalyState.OPENED));
    referee.judge(event("valve-0", 30, AnomalyState.OPENED));

    assertThat(referee.falseAlarms()).isEqualTo(List.of("fan-0", "fan-0", "valve-0"));
    assertThat(referee.missed()).containsExactly("fan-0", "pump-0");
  }

  private static AnomalyEvent event(String machine, int second, AnomalyState state) {
    return AnomalyEvent.newBuilder()
        .setAnomalyId("a")
        .setMachineId(machine)
        .setSensorId(machine)
        .setState(state)
        .setOpenedAt(START.plusSeconds(second))
        .setLastAt(START.plusSeconds(second))
        .setPeakScore(2)
        .setThreshold(1)
        .setModelVersion("m")
        .setEvidencePartition(0)
        .setEvidenceOffsetFirst(0)
        .setEvidenceOffsetLast(0)
        .build();
  }
}
