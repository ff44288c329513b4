/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.capture.SourceState;
import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.spool.SpoolDepth;
import io.auscult.gateway.spool.SpoolListener;
import io.auscult.gateway.spool.SpoolRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own metrics. The labels {@code source} and {@code sensor} are those of the
 * settings, so their number is bounded. Thread-safe.
 */
final class GatewayMetrics {

  private static final String PREFIX = "auscult.gateway.";

  /** What a sensor can be told of; there from its first chunk on, so that a rule sees it begin. */
  private static final List<HealthKind> SIGNAL =
      List.of(HealthKind.SILENT, HealthKind.CLIPPING, HealthKind.CONSTANT);

  /** Why sound is given up while a gateway runs. */
  private static final List<SpoolListener.Reason> LOSSES =
      List.of(
          SpoolListener.Reason.DROPPED_OLDEST,
          SpoolListener.Reason.REJECTED,
          SpoolListener.Reason.DISK_ERROR,
          SpoolListener.Reason.TOO_LARGE);

  private final MeterRegistry meters;
  private final Map<String, Counter> chunks = new ConcurrentHashMap<>();
  private final Map<String, AtomicReference<Double>> gauges = new ConcurrentHashMap<>();
  private final Counter published;
  private final Counter resent;
  private final Counter failures;
  private final Counter corrupt;
  private final Timer delay;

  /**
   * @param sources their names
   */
  GatewayMetrics(MeterRegistry meters, Collection<String> sources) {
    this.meters = meters;
    published = counter("published", "records that Kafka has", Tags.empty());
    resent = counter("resent", "records that were sent again", Tags.empty());
    failures = counter("publish.failures", "times that publishing failed", Tags.empty());
    corrupt =
        Counter.builder(PREFIX + "spool.corrupt")
            .description("of the spool that could not be read")
            .baseUnit("bytes")
            .register(meters);
    delay =
        Timer.builder(PREFIX + "publish")
            .description("from the capture of a chunk's first sample to Kafka")
            .publishPercentileHistogram(false)
            .register(meters);
    for (String source : sources) {
      changed(source, SourceState.HEALTHY);
      var unusedRestarts = restartsOf(source);
      var unusedSkew = skewOf(source);
    }
  }

  /** Also tells what waits in the spool. */
  void watch(Supplier<SpoolDepth> depth, SpoolSettings spool, GatewayStatus status) {
    watch("spool", "bytes", "wait for Kafka", () -> depth.get().bytes());
    watch("spool.limit", "bytes", "may wait for Kafka", spool::maxBytes);
    watch(
        "spool.sound",
        "seconds",
        "of sound wait for Kafka, of all sensors together",
        () -> seconds(depth.get().sound()));
    watch(
        "spool.oldest.age",
        "seconds",
        "since the capture of the oldest that waits",
        () -> age(depth.get()));
    watch(
        "kafka.up",
        null,
        "whether Kafka takes what is sent",
        () -> status.kafkaFailure() == null ? 1 : 0);
  }

  private void watch(
      String name, @Nullable String unit, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value)
        .description(description)
        .baseUnit(unit)
        .strongReference(true)
        .register(meters);
  }

  private static double age(SpoolDepth waiting) {
    Instant oldest = waiting.oldest();
    return oldest == null ? 0 : seconds(Duration.between(oldest, Instant.now()));
  }

  void captured(AudioChunk chunk) {
    chunks.computeIfAbsent(chunk.getSensorId(), this::begin).increment();
  }

  private Counter begin(String sensor) {
    for (HealthKind kind : SIGNAL) {
      var unused = condition(sensor, kind);
    }
    for (SpoolListener.Reason reason : LOSSES) {
      var unused = droppedOf(sensor, name(reason));
    }
    return counter("chunks", "chunks captured", Tags.of("sensor", sensor));
  }

  void changed(String source, SourceState state) {
    for (SourceState each : SourceState.values()) {
      gauge(
              "source.state",
              "1 for the state of the source",
              Tags.of("source", source, "state", name(each)))
          .set(each == state ? 1.0 : 0.0);
    }
  }

  void restarts(String source) {
    restartsOf(source).increment();
  }

  private Counter restartsOf(String source) {
    return counter(
        "restarts", "times that a source ended or could not be opened", Tags.of("source", source));
  }

  void condition(SensorHealth health) {
    condition(health.getSubject(), health.getKind())
        .set(health.getState() == HealthState.BEGIN ? 1.0 : 0.0);
  }

  private AtomicReference<Double> condition(String subject, HealthKind kind) {
    return gauge("condition", "1 while it lasts", Tags.of("subject", subject, "kind", name(kind)));
  }

  void level(String sensorId, double dbfs) {
    gauge("level.dbfs", "level of the last second", Tags.of("sensor", sensorId)).set(dbfs);
  }

  void skew(String source, Duration skew) {
    skewOf(source).set(seconds(skew));
  }

  private AtomicReference<Double> skewOf(String source) {
    return gauge("clock.skew.seconds", "wall clock less sample counter", Tags.of("source", source));
  }

  void published(SpoolRecord record) {
    published.increment();
    Duration age = Duration.between(record.capturedAt(), Instant.now());
    if (record.kind() == SpoolRecord.Kind.AUDIO && !age.isNegative()) {
      delay.record(age);
    }
  }

  void resent() {
    resent.increment();
  }

  void publishingFailed() {
    failures.increment();
  }

  void dropped(String sensor, Duration sound, String reason) {
    droppedOf(sensor, reason).increment(seconds(sound));
  }

  private Counter droppedOf(String sensor, String reason) {
    return Counter.builder(PREFIX + "dropped")
        .description("of sound that were given up")
        .baseUnit("seconds")
        .tags("sensor", sensor, "reason", reason)
        .register(meters);
  }

  void corrupt(long bytes) {
    corrupt.increment((double) bytes);
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(PREFIX + name).description(description).tags(tags).register(meters);
  }

  /** Registered with 0 when it is asked for the first time. */
  private AtomicReference<Double> gauge(String name, String description, Tags tags) {
    return gauges.computeIfAbsent(
        name + tags,
        key -> {
          AtomicReference<Double> current = new AtomicReference<>(0.0);
          Gauge.builder(PREFIX + name, current, AtomicReference::get)
              .description(description)
              .tags(tags)
              .register(meters);
          return current;
        });
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
