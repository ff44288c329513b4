/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes what a person decided, one record at a time, and knows when it is written. */
final class TopicWriter {

  private final Map<String, ?> clientSettings;
  private final Duration atMost;

  /**
   * Connects only when it is used.
   *
   * @param atMost how long to wait for a broker
   */
  TopicWriter(Map<String, ?> clientSettings, Duration atMost) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
  }

  /**
   * Writes a record.
   *
   * @param value null removes what is there
   * @param what is written, for messages
   * @throws BrokerUnavailableException if it is not known to be written
   */
  <V> void write(TopicDefinition<V> topic, String key, @Nullable V value, String what)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      admin.require(topic);
    }
    Serializer<V> values = serializer(topic);
    int millis = Math.toIntExact(atMost.toMillis());
    Map<String, Object> all = new HashMap<>(clientSettings);
    all.put(ACKS_CONFIG, "all");
    all.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(LINGER_MS_CONFIG, 0);
    all.put(MAX_BLOCK_MS_CONFIG, millis);
    all.put(REQUEST_TIMEOUT_MS_CONFIG, millis);
    all.put(DELIVERY_TIMEOUT_MS_CONFIG, millis);
    try (KafkaProducer<String, V> producer =
        new KafkaProducer<>(all, new StringSerializer(), values)) {
      producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new BrokerUnavailableException(
          "Kafka at %s did not take %s: %s"
              .formatted(
                  clientSettings.get(BOOTSTRAP_SERVERS_CONFIG),
                  what,
                  Refusal.explainOr(cause, "WRITE")),
          cause);
    }
  }

  /** Asks the schema registry before Kafka is asked, so that it is not called Kafka's fault. */
  private <V> Serializer<V> serializer(TopicDefinition<V> topic) throws BrokerUnavailableException {
    SchemaRegistry registry = SchemaRegistry.of(clientSettings);
    try {
      if (registry != null) {
        registry.register(List.of(topic));
      }
    } catch (SchemaRegistryException e) {
      throw new BrokerUnavailableException(String.valueOf(e.getMessage()), e);
    }
    return topic.values(clientSettings).serializer();
  }
}
