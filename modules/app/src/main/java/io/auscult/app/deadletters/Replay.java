/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends dead letters back to {@code auscult.audio}: in order, acknowledged by all replicas. */
final class Replay implements AutoCloseable {

  /** More than any broker takes: the broker is the judge of what is too large. */
  private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable CommandFailedException> failure = new AtomicReference<>();

  private Replay(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Connects.
   *
   * @throws BrokerUnavailableException if no broker answers, or if it lacks the topic
   */
  static Replay connect(Map<String, ?> clientSettings, Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      admin.require(Topics.AUDIO);
    }
    int millis = Math.toIntExact(atMost.toMillis());
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(CLIENT_ID_CONFIG, "auscult-dlq-replay");
    settings.put(COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ACKS_CONFIG, "all");
    settings.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    // As in the gateway: a new leader takes any first sequence, so a later record could get in
    // before an earlier one.
    settings.put(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(LINGER_MS_CONFIG, 0);
    settings.put(MAX_BLOCK_MS_CONFIG, millis);
    settings.put(REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(DELIVERY_TIMEOUT_MS_CONFIG, 3 * millis);
    return new Replay(
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * Sends a dead letter on its way.
   *
   * @throws CommandFailedException if this one or an earlier one was not delivered
   */
  void send(DeadLetter letter) {
    throwFailure();
    Headers headers = letter.originalHeaders();
    headers.add(DeadLetter.REPLAYED_FROM, letter.position().toString().getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.AUDIO.name(), null, letter.key(), letter.value(), headers);
    try {
      var unused =
          producer.send(
              record,
              (metadata, exception) -> {
                if (exception == null) {
                  acknowledged.incrementAndGet();
                } else {
                  failure.compareAndSet(null, undelivered(letter, exception));
                }
              });
    } catch (KafkaException e) {
      failure.compareAndSet(null, undelivered(letter, e));
      throwFailure();
    }
  }

  /**
   * Waits until all are delivered.
   *
   * @return how many
   * @throws CommandFailedException if one was not
   */
  long finish() {
    producer.flush();
    throwFailure();
    return acknowledged.get();
  }

  private void throwFailure() {
    CommandFailedException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private CommandFailedException undelivered(DeadLetter letter, Exception cause) {
    return new CommandFailedException(
        "Kafka did not take dead letter %s, after %d others that were sent: %s"
            .formatted(letter.position(), acknowledged.get(), cause.getMessage()));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
