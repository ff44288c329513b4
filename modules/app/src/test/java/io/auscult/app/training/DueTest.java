/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.app.training.Due.Work;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.release.ReleaseCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DueTest {

  private static final Instant PUBLISHED = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = PUBLISHED.plus(Duration.ofDays(3));
  private static final Duration WEEK = Duration.ofDays(7);

  private final ReleaseCatalog catalog = new ReleaseCatalog(new TreeMap<>(), new TreeMap<>());
  private final List<SensorHealth> drifts = new ArrayList<>();
  private final List<MachineSettings> machines = new ArrayList<>();

  @Test
  void shouldTrainWhenNothingHasBeenPublished() {
    assertThat(due(NOW)).hasValueSatisfying(due -> assertThat(due.work()).isEqualTo(Work.TRAIN));
  }

  @Test
  void shouldHaveNothingToDoAfterAFreshRelease() {
    publish("champion", PUBLISHED);

    assertThat(due(NOW)).isEmpty();
  }

  @Test
  void shouldTrainWhenTheLatestReleaseIsOldEnough() {
    // Given
    publish("champion", PUBLISHED.minus(WEEK));
    publish("challenger", PUBLISHED);

    // Then
    assertThat(due(PUBLISHED.plus(WEEK).minusSeconds(1))).isEmpty();
    assertThat(due(PUBLISHED.plus(WEEK))).get().extracting(Due::work).isEqualTo(Work.TRAIN);
  }

  @Test
  void shouldDoWhatADriftAsksForOnce() {
    // Given
    publish("champion", PUBLISHED);
    drift("fan-0", HealthState.BEGIN, PUBLISHED.plusSeconds(60), "recalibrate: PSI 0.4");

    // Then
    assertThat(due(NOW)).get().extracting(Due::work).isEqualTo(Work.RECALIBRATE);

    // When: it has been done
    publish("challenger", PUBLISHED.plusSeconds(120));

    // Then
    assertThat(due(NOW)).isEmpty();
  }

  @Test
  void shouldRatherTrainThanRecalibrateWhenMachinesDiffer() {
    // Given
    publish("champion", PUBLISHED);
    drift("fan-0", HealthState.BEGIN, PUBLISHED.plusSeconds(60), "recalibrate: PSI 0.4");
    drift("fan-1", HealthState.BEGIN, PUBLISHED.plusSeconds(90), "retrain: PSI 3");

    // Then
    Due due = due(NOW).orElseThrow();
    assertThat(due.work()).isEqualTo(Work.TRAIN);
    assertThat(due.why()).contains("fan-1 has drifted");
  }

  @Test
  void shouldLeaveADriftThatIsOver() {
    publish("champion", PUBLISHED);
    drift("fan-0", HealthState.END, PUBLISHED.plusSeconds(60), "retrain: PSI 3");

    assertThat(due(NOW)).isEmpty();
  }

  @Test
  void shouldTrainWhenANewMachineHasBeenListenedTo() {
    // Given
    publish("champion", PUBLISHED);
    learn("known", PUBLISHED.plusSeconds(60));
    learn("new", PUBLISHED.plusSeconds(3600));

    // Then
    assertThat(due(PUBLISHED.plusSeconds(3599))).isEmpty();
    assertThat(due(PUBLISHED.plusSeconds(3600)).orElseThrow().why()).endsWith(": new");

    // When: a training has had its chance
    publish("challenger", PUBLISHED.plusSeconds(4000));

    // Then
    assertThat(due(NOW)).isEmpty();
  }

  private Optional<Due> due(Instant now) {
    return Due.of(catalog, Set.of("known"), drifts, machines, WEEK, now);
  }

  private void publish(String alias, Instant at) {
    String release = alias + at;
    catalog.releases().put(release, new ModelRelease(release, "{}", 1, 1L, "", at, ""));
    catalog.aliases().put(alias, new ModelAlias(alias, release, at, ""));
  }

  private void drift(String machine, HealthState state, Instant at, String detail) {
    drifts.add(
        SensorHealth.newBuilder()
            .setMachineId(machine)
            .setSubject(machine)
            .setOrigin(HealthOrigin.PIPELINE)
            .setKind(HealthKind.DRIFT)
            .setState(state)
            .setSince(at)
            .setAt(at)
            .setDetail(detail)
            .build());
  }

  private void learn(String machine, Instant until) {
    machines.add(MachineSettings.newBuilder().setMachineId(machine).setLearnUntil(until).build());
  }
}
