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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the models that were offered, and tells auscult.health of one that was refused: {@code
 * BEGIN} when it is, {@code END} when another one is taken in its role or none is wanted any more.
 * No task is concerned, so it is written by a producer and a thread of its own, keyed by the
 * instance: a broker that does not answer keeps no model waiting.
 */
final class ModelNews implements ModelListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelNews.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final String instanceId;
  private final String topic;
  private final Map<String, Object> clientSettings;
  private final Serializer<SensorHealth> values;
  private final PipelineMetrics metrics;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "model-news");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<ModelRole, SensorHealth> refused = new EnumMap<>(ModelRole.class);

  /** Used by the writer's thread alone until that has ended. */
  private @Nullable KafkaProducer<String, SensorHealth> producer;

  ModelNews(PipelineSettings settings, PipelineMetrics metrics) {
    this.instanceId = settings.instanceId();
    this.topic = settings.topics().health();
    this.clientSettings = settings.producerSettings();
    this.values = Topics.HEALTH.values(settings.kafka()).serializer();
    this.metrics = metrics;
  }

  @Override
  public synchronized void taken(ModelRole role, String version) {
    if (role == ModelRole.CHAMPION) {
      metrics.modelSwapped(version);
    } else {
      metrics.challengerTaken(version);
    }
    end(role, "model %s scores".formatted(version));
  }

  @Override
  public synchronized void withdrawn() {
    metrics.challengerGone();
    end(ModelRole.CHALLENGER, "there is no challenger any more");
  }

  @Override
  public synchronized void refused(ModelRole role, String reason) {
    if (role == ModelRole.CHAMPION) {
      metrics.modelRefused();
    } else {
      metrics.challengerRefused();
    }
    if (!refused.containsKey(role)) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      SensorHealth begin =
          SensorHealth.newBuilder()
              .setMachineId(instanceId)
              .setSubject(subject(role))
              .setOrigin(HealthOrigin.PIPELINE)
              .setKind(HealthKind.MODEL_REFUSED)
              .setState(HealthState.BEGIN)
              .setSince(now)
              .setAt(now)
              .setDetail(role == ModelRole.CHAMPION ? reason : "challenger: " + reason)
              .build();
      refused.put(role, begin);
      tell(begin);
    }
  }

  private void end(ModelRole role, String why) {
    SensorHealth begin = refused.remove(role);
    if (begin != null) {
      tell(
          SensorHealth.newBuilder(begin)
              .setState(HealthState.END)
              .setAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
              .setDetail(why)
              .build());
    }
  }

  /** The instance is the champion's; what is wrong with a challenger is another matter. */
  private String subject(ModelRole role) {
    return role == ModelRole.CHAMPION ? instanceId : instanceId + "/" + role;
  }

  private void tell(SensorHealth event) {
    metrics.health(event.getKind(), event.getState());
    try {
      writer.execute(() -> write(event));
    } catch (RejectedExecutionException e) {
      LOG.warn("health event lost kind={} reason=the pipeline ends", event.getKind());
    }
  }

  private void write(SensorHealth event) {
    try {
      if (producer == null) {
        producer = new KafkaProducer<>(clientSettings, new StringSerializer(), values);
      }
      var unused =
          producer.send(
              new ProducerRecord<>(topic, instanceId, event),
              (written, e) -> {
                if (e != null) {
                  lost(event, e);
                }
              });
    } catch (KafkaException e) {
      lost(event, e);
    }
  }

  private static void lost(SensorHealth event, Exception e) {
    LOG.warn("health event lost kind={} reason={}", event.getKind(), e.getMessage());
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("health events of models may be lost reason=Kafka does not take them");
      } else if (producer != null) {
        producer.close(CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
