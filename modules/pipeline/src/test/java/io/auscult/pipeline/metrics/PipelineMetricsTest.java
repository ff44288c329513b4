/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.CloseReason;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.pipeline.assembly.ChunkOutcome;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineMetricsTest {

  private final PublishedMetrics published = new PublishedMetrics();
  private final PipelineMetrics metrics = new PipelineMetrics(published.registry());

  private enum Rule {
    MUTED,
    COOLDOWN,
    FULL_MOON
  }

  @AfterEach
  void close() {
    published.close();
  }

  @Test
  void shouldCountChunksByWhatBecameOfThem() {
    metrics.chunk(ChunkOutcome.TAKEN);
    metrics.chunk(ChunkOutcome.TAKEN);
    metrics.chunk(ChunkOutcome.LATE);

    assertThat(value("auscult_chunks_total{outcome=\"taken\"}")).isEqualTo(2);
    assertThat(value("auscult_chunks_total{outcome=\"late\"}")).isEqualTo(1);
    assertThat(value("auscult_chunks_total{outcome=\"held\"}")).isZero();
  }

  @Test
  void shouldCountWhatIsRareFromZero() {
    // A rate needs the zero before the first one.
    assertThat(value("auscult_gaps_total")).isZero();
    assertThat(value("auscult_dead_letters_total")).isZero();
    assertThat(value("auscult_suppressions_total{reason=\"maintenance\"}")).isZero();
    assertThat(value("auscult_anomalies_closed_total{reason=\"no_model\"}")).isZero();
    assertThat(value("auscult_windows_unscored_total{reason=\"unscorable\"}")).isZero();
    assertThat(value("auscult_model_swaps_total{result=\"refused\"}")).isZero();
    assertThat(value("auscult_health_events_total{kind=\"drift\",state=\"end\"}")).isZero();
  }

  @Test
  void shouldSortBatchesIntoBuckets() {
    metrics.batch(1, Duration.ofMillis(4));
    metrics.batch(3, Duration.ofMillis(20));
    metrics.batch(16, Duration.ofSeconds(2));

    assertThat(value("auscult_windows_total")).isEqualTo(20);
    assertThat(value("auscult_batch_windows_bucket{le=\"1.0\"}")).isEqualTo(1);
    assertThat(value("auscult_batch_windows_bucket{le=\"2.0\"}")).isEqualTo(1);
    assertThat(value("auscult_batch_windows_bucket{le=\"4.0\"}")).isEqualTo(2);
    assertThat(value("auscult_batch_windows_bucket{le=\"8.0\"}")).isEqualTo(2);
    assertThat(value("auscult_batch_windows_bucket{le=\"16.0\"}")).isEqualTo(3);
    assertThat(value("auscult_inference_seconds_bucket{le=\"0.005\"}")).isEqualTo(1);
    assertThat(value("auscult_inference_seconds_bucket{le=\"1.0\"}")).isEqualTo(2);
    assertThat(value("auscult_inference_seconds_count")).isEqualTo(3);
    assertThat(value("auscult_inference_seconds_sum")).isEqualTo(2.024);
  }

  @Test
  void shouldMeasureFromCaptureToScoreInSeconds() {
    metrics.latency(Duration.ofMillis(40));
    metrics.latency(Duration.ofSeconds(59));
    metrics.latency(Duration.ofMinutes(2));
    metrics.latency(Duration.ofMillis(-5));

    assertThat(value("auscult_end_to_end_seconds_bucket{le=\"0.05\"}")).isEqualTo(1);
    assertThat(value("auscult_end_to_end_seconds_bucket{le=\"60.0\"}")).isEqualTo(2);
    assertThat(value("auscult_end_to_end_seconds_count")).isEqualTo(3);
  }

  @Test
  void shouldCountWhyWindowsGotNoScore() {
    metrics.unscorable();
    metrics.unknown();
    metrics.unknown();

    assertThat(value("auscult_windows_unscored_total{reason=\"unscorable\"}")).isEqualTo(1);
    assertThat(value("auscult_windows_unscored_total{reason=\"unknown_machine\"}")).isEqualTo(2);
  }

  @Test
  void shouldCountEverySuppressionWithItsReasonEvenANewOne() {
    metrics.suppressed(Rule.MUTED);
    metrics.suppressed(Rule.COOLDOWN);
    metrics.suppressed(Rule.COOLDOWN);
    metrics.suppressed(Rule.FULL_MOON);

    assertThat(value("auscult_suppressions_total{reason=\"muted\"}")).isEqualTo(1);
    assertThat(value("auscult_suppressions_total{reason=\"cooldown\"}")).isEqualTo(2);
    assertThat(value("auscult_suppressions_total{reason=\"full_moon\"}")).isEqualTo(1);
  }

  @Test
  void shouldCountAnomaliesAndHealthEvents() {
    metrics.anomalyOpened();
    metrics.anomalyClosed(CloseReason.RECOVERED);
    metrics.gap();
    metrics.deadLetter();
    metrics.health(HealthKind.OFFLINE, HealthState.BEGIN);

    assertThat(value("auscult_anomalies_opened_total")).isEqualTo(1);
    assertThat(value("auscult_anomalies_closed_total{reason=\"recovered\"}")).isEqualTo(1);
    assertThat(value("auscult_gaps_total")).isEqualTo(1);
    assertThat(value("auscult_dead_letters_total")).isEqualTo(1);
    assertThat(value("auscult_health_events_total{kind=\"offline\",state=\"begin\"}")).isEqualTo(1);
  }

  @Test
  void shouldAddUpTheTasksOfThisInstanceAndForgetThoseThatLeft() {
    TaskShare first = metrics.openAnomalies();
    TaskShare second = metrics.openAnomalies();
    TaskShare bytes = metrics.stateBytes();
    first.set(2);
    second.set(3);
    second.set(4);
    bytes.set(5_000_000_000L);
    assertThat(value("auscult_open_anomalies")).isEqualTo(6);
    assertThat(value("auscult_state_bytes")).isEqualTo(5e9);

    first.close();
    first.close();

    assertThat(value("auscult_open_anomalies")).isEqualTo(4);
  }

  @Test
  void shouldAskForTheLagWhenItIsRead() {
    double[] chunks = {3};
    metrics.lag(() -> chunks[0]);
    assertThat(value("auscult_lag_chunks")).isEqualTo(3);

    chunks[0] = Double.NaN;

    assertThat(value("auscult_lag_chunks")).isNaN();
  }

  @Test
  void shouldShowTheModelThatScoresAndNoOther() {
    metrics.model("v1");
    metrics.modelRefused();
    assertThat(value("auscult_model_info{version=\"v1\"}")).isEqualTo(1);

    metrics.modelSwapped("v2");

    assertThat(scrape().families().get("auscult_model_info").labels().get("version"))
        .containsExactly("v2");
    assertThat(value("auscult_model_swaps_total{result=\"swapped\"}")).isEqualTo(1);
    assertThat(value("auscult_model_swaps_total{result=\"refused\"}")).isEqualTo(1);
  }

  @Test
  void shouldShowTheSameModelAgainAfterARollback() {
    metrics.model("v1");
    metrics.modelSwapped("v2");
    metrics.modelSwapped("v1");
    metrics.modelSwapped("v1");

    assertThat(scrape().families().get("auscult_model_info").labels().get("version"))
        .containsExactly("v1");
  }

  @Test
  void shouldShowTheChallengerForAsLongAsThereIsOne() {
    metrics.challengerTaken("v2");
    metrics.challengerTaken("v3");

    assertThat(scrape().families().get("auscult_challenger_info").labels().get("version"))
        .containsExactly("v3");

    metrics.challengerRefused();

    assertThat(scrape().families()).doesNotContainKey("auscult_challenger_info");
    assertThat(value("auscult_challengers_total{result=\"taken\"}")).isEqualTo(2);
    assertThat(value("auscult_challengers_total{result=\"refused\"}")).isEqualTo(1);
  }

  @Test
  void shouldBeInOneStateAtATime() {
    assertThat(value("auscult_pipeline_state{state=\"created\"}")).isEqualTo(1);

    metrics.state(State.REBALANCING);

    assertThat(value("auscult_pipeline_state{state=\"created\"}")).isZero();
    assertThat(value("auscult_pipeline_state{state=\"rebalancing\"}")).isEqualTo(1);
    assertThat(scrape().families().get("auscult_pipeline_state").labels().get("state"))
        .hasSize(State.values().length);
  }

  @Test
  void shouldCountFromManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int t = 0; t < 4; t++) {
      threads.execute(
          () -> {
            for (int i = 0; i < 1_000; i++) {
              metrics.chunk(ChunkOutcome.TAKEN);
              metrics.batch(2, Duration.ofMillis(1));
              metrics.suppressed(Rule.MUTED);
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

    assertThat(value("auscult_chunks_total{outcome=\"taken\"}")).isEqualTo(4_000);
    assertThat(value("auscult_windows_total")).isEqualTo(8_000);
    assertThat(value("auscult_suppressions_total{reason=\"muted\"}")).isEqualTo(4_000);
  }

  private double value(String sample) {
    return scrape().value(sample);
  }

  private Scrape scrape() {
    return Scrape.parse(published.scrape());
  }
}
