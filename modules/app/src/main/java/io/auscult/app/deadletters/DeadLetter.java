/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code auscult.dead-letters}: key, value and headers of the record that could not be
 * taken, and Kafka Streams' headers that say why (KIP-1034).
 */
final class DeadLetter {

  /** On a replayed record: the dead letter that it was. */
  static final String REPLAYED_FROM = "auscult.replayed-from";

  // Kafka Streams has these names in an internal class only.
  static final String ERRORS = "__streams.errors.";
  static final String EXCEPTION = ERRORS + "exception";
  static final String MESSAGE = ERRORS + "message";
  static final String STACKTRACE = ERRORS + "stacktrace";
  static final String TOPIC = ERRORS + "topic";
  static final String PARTITION = ERRORS + "partition";
  static final String OFFSET = ERRORS + "offset";

  private final ConsumerRecord<byte[], byte[]> record;

  DeadLetter(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  /** Where the dead letter itself stands. */
  Position position() {
    return new Position(record.partition(), record.offset());
  }

  /** When the record had come to the topic that it was taken from. */
  Instant time() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  byte @Nullable [] key() {
    return record.key();
  }

  byte @Nullable [] value() {
    return record.value();
  }

  Headers headers() {
    return record.headers();
  }

  /** The topic that the record was taken from; null if the headers do not say. */
  @Nullable String topic() {
    return header(TOPIC);
  }

  /** Where it stood in that topic, as the headers say. */
  String origin() {
    return "%s %s:%s".formatted(topic(), header(PARTITION), header(OFFSET));
  }

  /** Why it could not be taken: the exception's message, or its class if it had none. */
  String reason() {
    String message = header(MESSAGE);
    String exception = header(EXCEPTION);
    return message != null ? message : exception != null ? exception : "no reason given";
  }

  /** The dead letter that this record had been before it was replayed; null if none. */
  @Nullable String replayedFrom() {
    return header(REPLAYED_FROM);
  }

  private @Nullable String header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : text(header.value());
  }

  /** The headers that the record had before it died. */
  Headers originalHeaders() {
    return new RecordHeaders(
        StreamSupport.stream(record.headers().spliterator(), false)
            .filter(header -> !header.key().startsWith(ERRORS))
            .filter(header -> !header.key().equals(REPLAYED_FROM))
            .toList());
  }

  /** All but the bytes and the stack trace. */
  DeadLetterSummary summary() {
    return new DeadLetterSummary(
        position(),
        time(),
        origin(),
        text(key()),
        value() == null ? 0 : record.serializedValueSize(),
        header(EXCEPTION),
        reason(),
        replayedFrom());
  }

  private static @Nullable String text(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }
}
