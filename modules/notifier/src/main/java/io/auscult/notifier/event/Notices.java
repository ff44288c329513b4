/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Makes notices of what is on {@code auscult.anomalies} and {@code auscult.health}.
 *
 * <p>Scores of two models cannot be compared, so how far one is over its threshold says nothing of
 * how bad it is. Time does: an anomaly is a warning, and critical once it has lasted.
 *
 * @param places where a machine is now
 * @param criticalAfter so long an anomaly must have lasted
 * @param clientSettings Kafka client settings, which may name a schema registry
 */
public record Notices(
    Function<String, Place> places, Duration criticalAfter, Map<String, ?> clientSettings) {

  public Notices {
    clientSettings = Map.copyOf(clientSettings);
  }

  /**
   * The notice of a record.
   *
   * @throws SerializationException if it cannot be read, or a newer version wrote what this one
   *     does not know; the message names the topic
   */
  public Notice of(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.ANOMALIES.name())
        ? of(read(Topics.ANOMALIES, record))
        : of(read(Topics.HEALTH, record));
  }

  private <V> V read(TopicDefinition<V> topic, ConsumerRecord<byte[], byte[]> record) {
    V value =
        topic.values(clientSettings).deserializer().deserialize(record.topic(), record.value());
    if (value == null) {
      throw new SerializationException("A record on %s has no value".formatted(topic.name()));
    }
    return value;
  }

  public Notice of(AnomalyEvent event) {
    if (event.getState() == AnomalyState.UNKNOWN) {
      throw new SerializationException(
          "A newer version wrote an anomaly's state on " + Topics.ANOMALIES.name());
    }
    boolean isCritical =
        Duration.between(event.getOpenedAt(), event.getLastAt()).compareTo(criticalAfter) >= 0;
    return new AnomalyNotice(
        event,
        places.apply(event.getMachineId()),
        isCritical ? Severity.CRITICAL : Severity.WARNING);
  }

  public Notice of(SensorHealth event) {
    if (event.getState() == HealthState.UNKNOWN) {
      throw new SerializationException("A newer version wrote a state on " + Topics.HEALTH.name());
    }
    return new HealthNotice(event, places.apply(event.getMachineId()), severity(event.getKind()));
  }

  /** A warning where a machine is not watched until somebody does something. */
  private static Severity severity(HealthKind kind) {
    return switch (kind) {
      case FAILED, SILENT, CONSTANT, OFFLINE, UNKNOWN_MACHINE, MODEL_REFUSED, UNSCORABLE, UNKNOWN ->
          Severity.WARNING;
      case STALLED, RESTARTING, CLIPPING, CLOCK_SKEW, GAP, DRIFT -> Severity.INFO;
    };
  }
}
