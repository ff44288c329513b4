/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.capture.SourceState;
import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.spool.SpoolDepth;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.operations.MetricsRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "gateway.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(auscult_gateway_\\w+)`");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (auscult_\\w+)");

  private final MetricsRegistry registry = new MetricsRegistry(id -> false);
  private final GatewayMetrics metrics = new GatewayMetrics(registry.meters(), List.of("card"));

  @Test
  void shouldPublishWhatItsPageListsAndNoMore() throws Exception {
    // When
    all();

    // Then
    Set<String> published = found(TYPE, registry.scrape());
    published.removeIf(name -> name.endsWith("_max"));
    assertThat(published).isEqualTo(found(ROW, Files.readString(PAGE)));
  }

  @Test
  void shouldTellOfTheSourceAsItIsNow() {
    all();

    assertThat(registry.scrape().lines())
        .contains(
            "auscult_gateway_source_state{source=\"card\",state=\"stalled\"} 1.0",
            "auscult_gateway_source_state{source=\"card\",state=\"healthy\"} 0.0",
            "auscult_gateway_restarts_total{source=\"card\"} 1.0",
            "auscult_gateway_condition{kind=\"silent\",subject=\"mic\"} 1.0",
            "auscult_gateway_dropped_seconds_total{reason=\"dropped\",sensor=\"mic\"} 1.5",
            "auscult_gateway_level_dbfs{sensor=\"mic\"} -31.5",
            "auscult_gateway_spool_bytes 5000.0");

    metrics.condition(health(HealthState.END));

    assertThat(registry.scrape().lines())
        .contains("auscult_gateway_condition{kind=\"silent\",subject=\"mic\"} 0.0");
  }

  @Test
  void shouldShowWhatCanGoWrongWithASensorBeforeItDoes() {
    // When
    all();

    // Then
    assertThat(registry.scrape().lines())
        .contains(
            "auscult_gateway_condition{kind=\"constant\",subject=\"mic\"} 0.0",
            "auscult_gateway_dropped_seconds_total{reason=\"rejected\",sensor=\"mic\"} 0.0");
  }

  private void all() {
    GatewayStatus status = new GatewayStatus(List.of("card"), System::nanoTime);
    metrics.watch(
        () -> new SpoolDepth(1, 5000, Duration.ofSeconds(3), Instant.now()),
        SpoolSettings.in(Path.of("spool")),
        status);
    metrics.captured(
        new AudioChunk(
            "fan",
            "mic",
            "s",
            0L,
            0L,
            Instant.EPOCH,
            16_000,
            1,
            AudioEncoding.PCM_S16LE,
            0,
            ByteBuffer.allocate(0)));
    metrics.changed("card", SourceState.STALLED);
    metrics.restarts("card");
    metrics.condition(health(HealthState.BEGIN));
    metrics.level("mic", -31.5);
    metrics.skew("card", Duration.ofMillis(20));
    metrics.published(
        new SpoolRecord(
            SpoolRecord.Kind.AUDIO,
            "fan",
            "mic",
            Instant.now(),
            Duration.ofSeconds(1),
            new byte[0]));
    metrics.resent();
    metrics.publishingFailed();
    metrics.dropped("mic", Duration.ofMillis(1500), "dropped");
    metrics.corrupt(17);
  }

  private static SensorHealth health(HealthState state) {
    return new SensorHealth(
        "fan",
        "mic",
        HealthOrigin.GATEWAY,
        HealthKind.SILENT,
        state,
        Instant.EPOCH,
        Instant.EPOCH,
        "");
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
