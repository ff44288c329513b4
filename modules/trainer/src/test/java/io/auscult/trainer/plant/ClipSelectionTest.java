/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.KeptClips;
import io.auscult.contracts.Label;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipSelectionTest {

  private static final Instant SIX = Instant.parse("2026-11-25T06:00:00Z");
  private static final int RATE = 16_000;

  private final Map<String, MachineSettings> settings = new HashMap<>();
  private final List<Label> labels = new ArrayList<>();
  private final Map<String, AnomalyEvent> anomalies = new HashMap<>();
  private final List<KeptSound> offered = new ArrayList<>();
  private Duration perMachine = Duration.ofHours(1);

  private static KeptSound sound(
      String machine, String sensor, @Nullable String anomaly, long second, int seconds) {
    return new KeptSound(
        machine,
        sensor,
        anomaly,
        SIX.plusSeconds(second),
        RATE,
        seconds * RATE,
        new KeptClips.Place(0, 0));
  }

  private static KeptSound normal(long second) {
    return sound("fan-0", "fan-0", null, second, 20);
  }

  private void label(String id, String anomaly, Verdict verdict, long at) {
    labels.add(
        Label.newBuilder()
            .setLabelId(id)
            .setMachineId("fan-0")
            .setAnomalyId(anomaly)
            .setVerdict(verdict)
            .setLabelledBy("anna")
            .setLabelledAt(SIX.plusSeconds(at))
            .build());
  }

  private MachineSelection selected() {
    ClipSelection selection =
        new ClipSelection(
            new Judgements(settings, labels, anomalies), new SelectionRules(SIX, perMachine, 12));
    for (KeptSound sound : offered) {
      if (sound.anomalyId() == null) {
        selection.addNormal(sound);
      } else {
        selection.addOfAnomaly(sound);
      }
    }
    return selection.machines().get("fan-0");
  }

  private void anomaly(String id, long opened, long last, @Nullable Long closed) {
    anomalies.put(
        id,
        AnomalyEvent.newBuilder()
            .setMachineId("fan-0")
            .setSensorId("fan-0")
            .setAnomalyId(id)
            .setState(closed == null ? AnomalyState.UPDATED : AnomalyState.CLOSED)
            .setOpenedAt(SIX.plusSeconds(opened))
            .setLastAt(SIX.plusSeconds(last))
            .setClosedAt(closed == null ? null : SIX.plusSeconds(closed))
            .setPeakScore(5)
            .setThreshold(4)
            .setModelVersion("m")
            .setEvidencePartition(0)
            .setEvidenceOffsetFirst(0)
            .setEvidenceOffsetLast(1)
            .setBands(List.of())
            .build());
  }

  // An anomaly that opened at 1000 s: heard from a minute before on, until it closed or was last
  // heard of.
  @ParameterizedTest
  @CsvSource({
    "900, 2000, true",
    "920, 2000, true",
    "921, 2000, false",
    "1500, 2000, false",
    "1999, 2000, false",
    "2000, 2000, true",
    "1599, , false",
    "1600, , true"
  })
  void shouldLeaveOutWhatOverlapsARealAnomaly(long second, @Nullable Long closed, boolean taken) {
    // Given
    anomaly("a", 1000, 1600, closed);
    label("a", "a", Verdict.REAL, 0);
    offered.add(normal(second));

    // When
    MachineSelection machine = selected();

    // Then
    assertThat(machine.candidates()).hasSize(taken ? 1 : 0);
    assertThat(machine.excluded()).isEqualTo(taken ? Map.of() : Map.of(Exclusion.REAL, 1));
  }

  @Test
  void shouldLeaveOutATimeThatWasRealOfThatMachineAlone() {
    // Given
    labels.add(
        Label.newBuilder()
            .setLabelId("t")
            .setMachineId("fan-0")
            .setFrom(SIX)
            .setUntil(SIX.plusSeconds(100))
            .setVerdict(Verdict.REAL)
            .setLabelledBy("anna")
            .setLabelledAt(SIX)
            .build());
    offered.add(normal(0));
    offered.add(normal(100));
    offered.add(sound("fan-1", "fan-1", null, 0, 20));

    // Then
    assertThat(selected().candidates()).containsExactly(normal(100));
    assertThat(selected().excluded()).isEqualTo(Map.of(Exclusion.REAL, 1));
  }

  @Test
  void shouldTrainOnTheSoundOfFalseAlarmsAndNeverOnThatOfRealOnes() {
    // Given: what was said first of d was wrong
    for (String id : List.of("a", "b", "c", "d", "e")) {
      anomaly(id, 1000L * (id.charAt(0) - 'a'), 1000L * (id.charAt(0) - 'a') + 50, null);
      offered.add(sound("fan-0", "fan-0", id, 1000L * (id.charAt(0) - 'a'), 30));
    }
    label("a", "a", Verdict.FALSE_ALARM, 0);
    label("b", "b", Verdict.NORMAL, 0);
    label("c", "c", Verdict.REAL, 0);
    label("d2", "d", Verdict.REAL, 2);
    label("d", "d", Verdict.FALSE_ALARM, 1);

    // When
    MachineSelection machine = selected();

    // Then
    assertThat(machine.candidates())
        .extracting(KeptSound::anomalyId)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(machine.real()).extracting(KeptSound::anomalyId).containsExactly("c", "d");
    assertThat(machine.excluded()).isEqualTo(Map.of(Exclusion.REAL, 2, Exclusion.UNJUDGED, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "RETIRED, false, 0",
    "MAINTENANCE, true, 0",
    "NOT_LISTENED, false, 0",
    "MUTED, true, 1"
  })
  void shouldDoAsTheMachinesSettingsSay(Exclusion reason, boolean heardInTrials, int taken) {
    // Given: muted from the first to the second minute
    label("a", "a", Verdict.REAL, 0);
    boolean isMuted = reason == Exclusion.MUTED;
    MachineSettings machine =
        MachineSettings.newBuilder()
            .setMachineId("fan-0")
            .setRetired(reason == Exclusion.RETIRED)
            .setMaintenance(reason == Exclusion.MAINTENANCE)
            .setListenBack(reason != Exclusion.NOT_LISTENED)
            .setMutedFrom(isMuted ? SIX.plusSeconds(60) : null)
            .setMutedUntil(isMuted ? SIX.plusSeconds(120) : null)
            .build();
    settings.put("fan-0", machine);
    offered.add(normal(70));
    offered.add(normal(110));
    offered.add(normal(200));
    offered.add(sound("fan-0", "fan-0", "a", 500, 20));

    // Then
    assertThat(selected().candidates()).hasSize(taken);
    assertThat(selected().excluded()).containsEntry(reason, 3 - taken);
    assertThat(selected().real()).hasSize(heardInTrials ? 1 : 0);
  }

  @Test
  void shouldMuteUntilFurtherNotice() {
    // Given
    settings.put(
        "fan-0",
        MachineSettings.newBuilder()
            .setMachineId("fan-0")
            .setMutedFrom(SIX.plusSeconds(60))
            .build());
    offered.add(normal(10));
    offered.add(normal(50));
    offered.add(normal(1_000_000));

    // Then
    assertThat(selected().candidates()).containsExactly(normal(10));
  }

  @Test
  void shouldCountWhatIsTwiceThereTooShortOrImpossible() {
    // Given
    offered.add(normal(0));
    offered.add(normal(0));
    offered.add(sound("fan-0", "fan-0", null, 100, 11));
    offered.add(sound("fan-0", "fan-0", null, 200, 601));
    offered.add(sound("fan-0", "fan-0", null, 300, 0));

    // Then
    assertThat(selected().candidates()).hasSize(1);
    assertThat(selected().offered()).isEqualTo(5);
    assertThat(selected().excluded())
        .isEqualTo(
            Map.of(Exclusion.DUPLICATE, 1, Exclusion.TOO_SHORT, 1, Exclusion.UNDECODABLE, 2));
  }

  @Test
  void shouldLeaveOutWhatASensorHeardBeforeItMoved() {
    // Given
    offered.add(sound("fan-0", "s1", null, 0, 20));
    offered.add(sound("fan-0", "s2", null, 0, 20));
    offered.add(sound("fan-1", "s1", null, 500, 20));

    // Then
    assertThat(selected().candidates()).extracting(KeptSound::sensorId).containsExactly("s2");
    assertThat(selected().excluded()).isEqualTo(Map.of(Exclusion.SENSOR_MOVED, 1));
  }

  @Test
  void shouldTakeNoMoreThanIsAskedForAndSpreadItOverTime() {
    // Given: two hours of two sensors, of which the second began late, and ten minutes are taken
    for (int i = 0; i < 180; i++) {
      offered.add(sound("fan-0", "s1", null, 40L * i, 20));
      if (i >= 174) {
        offered.add(sound("fan-0", "s2", null, 40L * i, 20));
      }
    }
    perMachine = Duration.ofMinutes(10);

    // When
    MachineSelection machine = selected();
    TimeSplit split = machine.take(600).orElseThrow();

    // Then: all of the second sensor, and every seventh of the first
    List<KeptSound> taken = new ArrayList<>(split.training());
    taken.addAll(split.calibration());
    taken.addAll(split.test());
    assertThat(taken).hasSize(30);
    List<Long> first =
        taken.stream()
            .filter(s -> s.sensorId().equals("s1"))
            .map(s -> (s.capturedAt().getEpochSecond() - SIX.getEpochSecond()) / 40)
            .sorted()
            .toList();
    assertThat(first).hasSize(24).startsWith(0L, 7L, 15L).endsWith(172L);
    assertThat(machine.excluded()).isEqualTo(Map.of(Exclusion.SPARED, 156));
  }

  @Test
  void shouldTrainOnTheOldestAndTestOnTheLatest() {
    // Given: every moment heard by two sensors, in no order; a false alarm at the very end
    label("a", "a", Verdict.FALSE_ALARM, 0);
    for (int i = 9; i >= 0; i--) {
      offered.add(sound("fan-0", "s1", null, 100L * i, 20));
      offered.add(sound("fan-0", "s2", null, 100L * i + 10, 20));
    }
    offered.add(sound("fan-0", "s1", "a", 5000, 20));

    // When
    TimeSplit split = selected().take(3600).orElseThrow();

    // Then
    assertThat(seconds(split.training()))
        .isEqualTo(
            Set.of(0L, 10L, 100L, 110L, 200L, 210L, 300L, 310L, 400L, 410L, 500L, 510L, 5000L));
    assertThat(seconds(split.calibration())).isEqualTo(Set.of(600L, 610L, 700L, 710L));
    assertThat(seconds(split.test())).isEqualTo(Set.of(800L, 810L, 900L, 910L));
  }

  private static Set<Long> seconds(List<KeptSound> sounds) {
    Set<Long> seconds = new HashSet<>();
    sounds.forEach(s -> seconds.add(s.capturedAt().getEpochSecond() - SIX.getEpochSecond()));
    return seconds;
  }

  @Test
  void shouldLeaveOutAMachineWithTooLittleSound() {
    // Given: four moments, one of which two sensors heard
    for (int i = 0; i < 4; i++) {
      offered.add(normal(100L * i));
    }
    offered.add(sound("fan-0", "s2", null, 5, 20));

    // When
    MachineSelection machine = selected();

    // Then
    assertThat(machine.take(3600)).isEmpty();
    assertThat(machine.excluded()).isEqualTo(Map.of(Exclusion.TOO_LITTLE, 5));
  }
}
