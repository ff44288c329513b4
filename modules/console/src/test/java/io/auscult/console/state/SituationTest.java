/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SituationTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Instant FRESH = NOW.minusSeconds(3);

  private static MachineSettings.Builder settings() {
    return MachineSettings.newBuilder().setMachineId("fan-0");
  }

  private static AnomalyEvent anomaly() {
    return AnomalyEvent.newBuilder()
        .setAnomalyId("a")
        .setMachineId("fan-0")
        .setSensorId("fan-0")
        .setState(AnomalyState.OPENED)
        .setOpenedAt(NOW.minusSeconds(60))
        .setLastAt(FRESH)
        .setPeakScore(1)
        .setThreshold(0.5)
        .setModelVersion("m")
        .setEvidencePartition(0)
        .setEvidenceOffsetFirst(0)
        .setEvidenceOffsetLast(0)
        .setBands(List.of())
        .build();
  }

  private static SensorHealth condition(HealthKind kind) {
    return SensorHealth.newBuilder()
        .setMachineId("fan-0")
        .setSubject("fan-0")
        .setOrigin(HealthOrigin.GATEWAY)
        .setKind(kind)
        .setState(HealthState.BEGIN)
        .setSince(NOW.minusSeconds(90))
        .setAt(NOW.minusSeconds(90))
        .build();
  }

  private static MachineState state(Situation situation) {
    return situation.at(NOW).state();
  }

  @Test
  void shouldPutAPersonsDecisionBeforeAnOpenAnomaly() {
    // Given
    MachineSettings muted =
        settings().setMutedFrom(NOW.minusSeconds(5)).setMutedUntil(NOW.plusSeconds(5)).build();

    // When
    Situation situation = new Situation(muted, anomaly(), List.of(), FRESH, FRESH, null);

    // Then
    assertThat(state(situation)).isEqualTo(MachineState.MUTED);
  }

  @Test
  void shouldNotTakeAMuteThatIsOverOrToComeForOne() {
    // Given
    MachineSettings over = settings().setMutedFrom(NOW.minusSeconds(9)).setMutedUntil(NOW).build();
    MachineSettings toCome = settings().setMutedFrom(NOW.plusSeconds(1)).build();

    // When / Then
    assertThat(state(new Situation(over, null, List.of(), FRESH, null, null)))
        .isEqualTo(MachineState.HEALTHY);
    assertThat(state(new Situation(toCome, null, List.of(), FRESH, null, null)))
        .isEqualTo(MachineState.HEALTHY);
  }

  @Test
  void shouldSayMutedUnderMaintenance() {
    // Given
    MachineSettings maintenance = settings().setMaintenance(true).build();

    // When
    Situation situation = new Situation(maintenance, null, List.of(), null, null, null);

    // Then
    assertThat(state(situation)).isEqualTo(MachineState.MUTED);
  }

  @Test
  void shouldPutAnOpenAnomalyBeforeADeadMicrophone() {
    // Given
    List<SensorHealth> silent = List.of(condition(HealthKind.SILENT));

    // When
    Standing standing = new Situation(null, anomaly(), silent, null, null, null).at(NOW);

    // Then
    assertThat(standing.state()).isEqualTo(MachineState.ANOMALOUS);
    assertThat(standing.since()).isEqualTo(NOW.minusSeconds(60));
  }

  @ParameterizedTest
  @EnumSource(
      value = HealthKind.class,
      names = {"STALLED", "RESTARTING", "FAILED", "SILENT", "CONSTANT", "OFFLINE"})
  void shouldNotTakeADeadMicrophoneForASuspiciousSound(HealthKind kind) {
    // Given
    Situation situation = new Situation(null, null, List.of(condition(kind)), FRESH, FRESH, null);

    // When
    Standing standing = situation.at(NOW);

    // Then
    assertThat(standing.state()).isEqualTo(MachineState.SILENT);
    assertThat(standing.since()).isEqualTo(NOW.minusSeconds(90));
  }

  @ParameterizedTest
  @EnumSource(
      value = HealthKind.class,
      mode = Mode.EXCLUDE,
      names = {
        "STALLED",
        "RESTARTING",
        "FAILED",
        "SILENT",
        "CONSTANT",
        "OFFLINE",
        "UNKNOWN_MACHINE"
      })
  void shouldStayHealthyWhileTheMachineIsHeard(HealthKind kind) {
    // Given
    Situation situation = new Situation(null, null, List.of(condition(kind)), FRESH, null, null);

    // When / Then
    assertThat(state(situation)).isEqualTo(MachineState.HEALTHY);
  }

  @Test
  void shouldSayUnknownBeforeStaleWhenNoModelKnowsTheMachine() {
    // Given
    List<SensorHealth> unknown = List.of(condition(HealthKind.UNKNOWN_MACHINE));

    // When / Then
    assertThat(state(new Situation(null, null, unknown, null, null, null)))
        .isEqualTo(MachineState.UNKNOWN);
  }

  @Test
  void shouldSayStaleRatherThanSuspiciousOfAnOldWindow() {
    // Given
    Instant old = NOW.minusSeconds(31);

    // When
    Standing standing = new Situation(null, null, List.of(), old, old, null).at(NOW);

    // Then
    assertThat(standing.state()).isEqualTo(MachineState.STALE);
    assertThat(standing.since()).isEqualTo(old);
  }

  @Test
  void shouldSaySuspiciousSinceTheFirstWindowOverTheThreshold() {
    // Given
    Instant since = NOW.minusSeconds(8);

    // When
    Standing standing = new Situation(null, null, List.of(), FRESH, since, null).at(NOW);

    // Then
    assertThat(standing.state()).isEqualTo(MachineState.SUSPICIOUS);
    assertThat(standing.since()).isEqualTo(since);
  }
}
