/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The anomalies of one machine, as {@code auscult.anomalies} still knows them. */
final class Anomalies {

  private static final Logger LOG = LoggerFactory.getLogger(Anomalies.class);

  private final String machineId;
  private final Set<String> ids = new HashSet<>();
  private @Nullable AnomalyEvent last;

  private Anomalies(String machineId) {
    this.machineId = machineId;
  }

  static Anomalies of(String machineId, Map<String, ?> clientSettings)
      throws BrokerUnavailableException, InterruptedException {
    Anomalies anomalies = new Anomalies(machineId);
    try (TopicContents contents =
        TopicContents.open(clientSettings, Topics.ANOMALIES, KafkaOptions.PATIENCE)) {
      contents.forEach(
          Instant.MIN,
          record ->
              anomalies.add(
                  Topics.ANOMALIES.values(clientSettings).deserializer(), record.value()));
    }
    return anomalies;
  }

  private void add(Deserializer<AnomalyEvent> events, byte @Nullable [] value) {
    try {
      AnomalyEvent event = events.deserialize(Topics.ANOMALIES.name(), value);
      // All events of a machine are in one partition, so in their order.
      if (event != null && event.getMachineId().equals(machineId)) {
        ids.add(event.getAnomalyId());
        last = event;
      }
    } catch (SerializationException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /**
   * The id of the anomaly that is open.
   *
   * @throws CommandFailedException if none is
   */
  String open() {
    AnomalyEvent event = last;
    if (event == null || event.getState() == AnomalyState.CLOSED) {
      throw new CommandFailedException(
          "machine '%s' has no open anomaly: name one (auscult tail anomalies --from-beginning --json shows them)"
              .formatted(OneLine.of(machineId)));
    }
    return event.getAnomalyId();
  }

  /**
   * The same id.
   *
   * @throws CommandFailedException if the machine has no such anomaly
   */
  String require(String anomalyId) {
    if (!ids.contains(anomalyId)) {
      throw new CommandFailedException(
          "machine '%s' has no anomaly '%s' (auscult tail anomalies --from-beginning --json shows them)"
              .formatted(OneLine.of(machineId), OneLine.of(anomalyId)));
    }
    return anomalyId;
  }
}
