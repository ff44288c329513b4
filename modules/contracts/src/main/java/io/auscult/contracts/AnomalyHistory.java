/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The anomalies that {@code auscult.anomalies} still knows of. */
public final class AnomalyHistory {

  private static final Logger LOG = LoggerFactory.getLogger(AnomalyHistory.class);

  private final Map<String, ?> clientSettings;
  private final Duration atMost;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   */
  public AnomalyHistory(Map<String, ?> clientSettings, Duration atMost) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
  }

  /** The last event of each anomaly, by its id. What cannot be read is logged and left out. */
  public SortedMap<String, AnomalyEvent> lastEvents()
      throws BrokerUnavailableException, InterruptedException {
    SortedMap<String, AnomalyEvent> events = new TreeMap<>();
    try (TopicContents contents = TopicContents.open(clientSettings, Topics.ANOMALIES, atMost)) {
      contents.forEach(
          Instant.MIN,
          record -> {
            if (record.value() == null) {
              return;
            }
            try {
              // All events of a machine are in one partition, so in their order.
              AnomalyEvent event =
                  Topics.ANOMALIES
                      .values(clientSettings)
                      .deserializer()
                      .deserialize(record.topic(), record.value());
              events.put(event.getAnomalyId(), event);
            } catch (SerializationException e) {
              LOG.warn(
                  "an anomaly cannot be read partition={} offset={} error={}",
                  record.partition(),
                  record.offset(),
                  e.getMessage());
            }
          });
    }
    return events;
  }
}
