/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.TopicDefinition;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes every record once and in order, as a gateway does, or says that it did not.
 * Thread-safe.
 */
final class PlantProducer implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaProducer<String, byte[]> producer;
  private volatile @Nullable Exception failure;

  PlantProducer(String bootstrapServers) {
    // A broker takes any first sequence of a producer it does not know. With several requests in
    // flight to a new topic a later record can get in before an earlier one, which is then refused
    // until it expires.
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void send(TopicDefinition<?> topic, TroubledPlant.Sent record) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic.name(), record.key(), record.value()),
            (metadata, e) -> {
              if (e != null) {
                failure = e;
              }
            });
  }

  /** Waits until all are delivered; fails if one was not. */
  void flush() {
    producer.flush();
    requireHealthy();
  }

  /** Fails if one could not be delivered. */
  void requireHealthy() {
    Exception e = failure;
    if (e != null) {
      throw new AssertionError("not published", e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
