/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import io.auscult.pipeline.metrics.PipelineMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the models that were offered, and tells auscult.health of one that was refused: {@code
 * BEGIN} when it is, {@code END} when another one is taken. No task is concerned, so it is written
 * by a producer of its own, keyed by the instance.
 */
final class ModelNews implements ModelListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelNews.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final String instanceId;
  private final String topic;
  private final Map<String, Object> clientSettings;
  private final PipelineMetrics metrics;
  private @Nullable KafkaProducer<String, SensorHealth> producer;
  private @Nullable SensorHealth refused;

  ModelNews(PipelineSettings settings, PipelineMetrics metrics) {
    this.instanceId = settings.instanceId();
    this.topic = settings.topics().health();
    this.clientSettings = settings.producerSettings();
    this.metrics = metrics;
  }

  @Override
  public synchronized void swapped(String version) {
    metrics.modelSwapped(version);
    if (refused != null) {
      tell(
          SensorHealth.newBuilder(refused)
              .setState(HealthState.END)
              .setAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
              .setDetail("model %s scores".formatted(version))
              .build());
      refused = null;
    }
  }

  @Override
  public synchronized void refused(String reason) {
    metrics.modelRefused();
    if (refused == null) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      refused =
          SensorHealth.newBuilder()
              .setMachineId(instanceId)
              .setSubject(instanceId)
              .setOrigin(HealthOrigin.PIPELINE)
              .setKind(HealthKind.MODEL_REFUSED)
              .setState(HealthState.BEGIN)
              .setSince(now)
              .setAt(now)
              .setDetail(reason)
              .build();
      tell(refused);
    }
  }

  private void tell(SensorHealth event) {
    metrics.health(event.getKind(), event.getState());
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              clientSettings, new StringSerializer(), Topics.HEALTH.values().serializer());
    }
    var unused =
        producer.send(
            new ProducerRecord<>(topic, instanceId, event),
            (written, e) -> {
              if (e != null) {
                LOG.warn("health event lost kind={} reason={}", event.getKind(), e.getMessage());
              }
            });
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_WITHIN);
    }
  }
}
