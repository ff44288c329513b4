/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people judged, on {@code auscult.labels}. The last label of an id counts: whoever judges an
 * anomaly again corrects what was said before.
 */
public final class LabelBook {

  private static final Logger LOG = LoggerFactory.getLogger(LabelBook.class);

  private final Map<String, ?> clientSettings;
  private final Duration atMost;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   */
  public LabelBook(Map<String, ?> clientSettings, Duration atMost) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
  }

  /** The labels by id. What cannot be read is logged and left out. */
  public SortedMap<String, Label> all() throws BrokerUnavailableException, InterruptedException {
    SortedMap<String, Label> labels = new TreeMap<>();
    try (TopicContents contents = TopicContents.open(clientSettings, Topics.LABELS, atMost)) {
      contents.forEach(
          Instant.MIN,
          record -> {
            if (record.key() == null) {
              return; // a compacted topic takes none
            }
            String id = new String(record.key(), UTF_8);
            labels.remove(id);
            try {
              Label label =
                  record.value() == null
                      ? null
                      : Topics.LABELS
                          .values(clientSettings)
                          .deserializer()
                          .deserialize(record.topic(), record.value());
              if (label != null) {
                labels.put(id, label);
              }
            } catch (SerializationException e) {
              LOG.warn(
                  "a label cannot be read offset={} error={}", record.offset(), e.getMessage());
            }
          });
    }
    return labels;
  }

  /**
   * Writes a label.
   *
   * @throws IllegalArgumentException if it is about neither an anomaly nor a stretch of time
   * @throws BrokerUnavailableException if it is not known to be written
   */
  public void put(Label label) throws BrokerUnavailableException, InterruptedException {
    boolean isOfTime = label.getFrom() != null && label.getUntil() != null;
    if (label.getAnomalyId() == null && !isOfTime) {
      throw new IllegalArgumentException("a label is about an anomaly or a stretch of time");
    }
    if (isOfTime && !label.getUntil().isAfter(label.getFrom())) {
      throw new IllegalArgumentException("a label's time must not end before it begins");
    }
    new TopicWriter(clientSettings, atMost)
        .write(Topics.LABELS, label.getLabelId(), label, "label " + label.getLabelId());
  }
}
