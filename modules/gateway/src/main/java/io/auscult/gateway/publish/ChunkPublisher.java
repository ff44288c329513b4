/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Refusal;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import io.auscult.gateway.capture.ChunkSink;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes chunks to {@code auscult.audio}, keyed by machine: idempotent, acknowledged by all
 * replicas in sync, zstd. What cannot be delivered is an error of the next call. Thread-safe.
 */
public final class ChunkPublisher implements ChunkSink, Closeable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  private final Producer<String, AudioChunk> producer;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  ChunkPublisher(Producer<String, AudioChunk> producer) {
    this.producer = producer;
  }

  /**
   * Connects.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   * @throws BrokerUnavailableException if no broker answers, or if it lacks the topic
   */
  public static ChunkPublisher connect(Map<String, ?> clientSettings, Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      admin.require(Topics.AUDIO);
    }
    Map<String, Object> settings = new HashMap<>();
    settings.put(CLIENT_ID_CONFIG, "auscult-gateway");
    settings.put(COMPRESSION_TYPE_CONFIG, "zstd");
    settings.putAll(clientSettings);
    settings.put(ACKS_CONFIG, "all");
    settings.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    // A broker that has just become leader takes any first sequence of a producer it does not know.
    // With several requests
    // in flight a later chunk can get in before an earlier one, which is then refused until it
    // expires.
    settings.put(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new ChunkPublisher(
        new KafkaProducer<>(settings, new StringSerializer(), Topics.AUDIO.values().serializer()));
  }

  /**
   * Hands a chunk over to be sent; waits while the send buffer is full.
   *
   * @throws IOException if this chunk cannot be sent or an earlier one was not delivered
   */
  @Override
  public void publish(AudioChunk chunk) throws IOException {
    throwFailure();
    ProducerRecord<String, AudioChunk> message =
        new ProducerRecord<>(Topics.AUDIO.name(), chunk.getMachineId(), chunk);
    try {
      var unused =
          producer.send(
              message,
              (metadata, exception) -> {
                if (exception == null) {
                  acknowledged.incrementAndGet();
                } else {
                  failure.compareAndSet(null, undelivered(chunk, exception));
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      throw undelivered(chunk, e);
    }
  }

  /** Chunks that Kafka has acknowledged so far. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Waits until all chunks are delivered, at most 30 seconds.
   *
   * @throws IOException if one was not
   */
  @Override
  public void close() throws IOException {
    producer.close(CLOSE_WITHIN);
    throwFailure();
  }

  private void throwFailure() throws IOException {
    IOException first = failure.get();
    if (first != null) {
      throw new IOException(first.getMessage(), first);
    }
  }

  private static IOException undelivered(AudioChunk chunk, Exception cause) {
    return new IOException(
        "Cannot deliver sound of %s to %s: %s"
            .formatted(
                chunk.getSensorId(),
                Topics.AUDIO.name(),
                Refusal.explain(cause, "WRITE", "of this gateway")
                    .orElse(String.valueOf(cause.getMessage()))),
        cause);
  }
}
