/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.pipeline.curator.ClipFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CuratorMetricsTest {

  private final PublishedMetrics published = new PublishedMetrics();
  private final CuratorMetrics metrics = new CuratorMetrics(published.registry());

  @AfterEach
  void close() {
    published.close();
  }

  @Test
  void shouldShowDriftOfTheMachinesThatAreHeardAndOfNoOthers() {
    metrics.drift("fan-0", 0.1, 0.2);
    metrics.drift("fan-1", 0.3, 0.4);
    metrics.drift("fan-1", 0.5, 0.6);
    assertThat(value("auscult_drift_psi{machine=\"fan-1\"}")).isEqualTo(0.5);
    assertThat(value("auscult_drift_ks{machine=\"fan-1\"}")).isEqualTo(0.6);

    metrics.forget("fan-1");

    assertThat(
            Scrape.parse(published.scrape())
                .families()
                .get("auscult_drift_psi")
                .labels()
                .get("machine"))
        .containsExactly("fan-0");

    metrics.drift("fan-1", 0.7, 0.8);

    assertThat(value("auscult_drift_psi{machine=\"fan-1\"}")).isEqualTo(0.7);
  }

  @Test
  void shouldCountEventsOfDriftBesideThoseOfThePipeline() {
    PipelineMetrics pipeline = new PipelineMetrics(published.registry());
    pipeline.health(HealthKind.DRIFT, HealthState.BEGIN);

    metrics.drift(HealthState.BEGIN);

    assertThat(value("auscult_health_events_total{kind=\"drift\",state=\"begin\"}")).isEqualTo(2);
  }

  @Test
  void shouldCountWhatIsKeptAndWhatIsNot() {
    metrics.kept(true);
    metrics.kept(false);
    metrics.kept(false);
    metrics.failed(ClipFailure.GONE);
    metrics.threadFailed();

    assertThat(value("auscult_clips_total{kind=\"normal\"}")).isEqualTo(1);
    assertThat(value("auscult_clips_total{kind=\"anomaly\"}")).isEqualTo(2);
    assertThat(value("auscult_clips_failed_total{reason=\"gone\"}")).isEqualTo(1);
    assertThat(value("auscult_curator_failures_total")).isEqualTo(1);
  }

  private double value(String sample) {
    return Scrape.parse(published.scrape()).value(sample);
  }
}
