/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.AudioChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** The topic with the sound, read by offsets; leaves no trace (no consumer group). Thread-safe. */
final class AudioTopic implements AudioSource {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> settings;
  private final String topic;
  private final Deserializer<AudioChunk> chunks;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param chunks reads what is on the topic
   */
  AudioTopic(Map<String, ?> clientSettings, String topic, Deserializer<AudioChunk> chunks) {
    this.chunks = chunks;
    this.topic = topic;
    int millis = Math.toIntExact(ANSWER_WITHIN.toMillis());
    settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
  }

  @Override
  public synchronized Passage read(String machineId, int partition, long first, long last)
      throws AudioUnavailableException {
    TopicPartition wanted = new TopicPartition(topic, partition);
    byte[] key = machineId.getBytes(UTF_8);
    List<StoredChunk> found = new ArrayList<>();
    try {
      KafkaConsumer<byte[], byte[]> open = open();
      List<TopicPartition> one = List.of(wanted);
      long begin = Math.max(first, open.beginningOffsets(one).getOrDefault(wanted, 0L));
      long end = Math.min(last, open.endOffsets(one).getOrDefault(wanted, 0L) - 1);
      if (begin > end) {
        return new Passage(found, true);
      }
      open.assign(one);
      open.seek(wanted, begin);
      long start = System.nanoTime();
      while (open.position(wanted) <= end) {
        if (System.nanoTime() - start > ANSWER_WITHIN.toNanos()) {
          return new Passage(found, false);
        }
        for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
          if (record.offset() <= end && Arrays.equals(record.key(), key)) {
            add(found, record);
          }
        }
      }
      return new Passage(found, true);
    } catch (OffsetOutOfRangeException e) {
      return new Passage(found, true); // deleted while it was read
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  private void add(List<StoredChunk> found, ConsumerRecord<byte[], byte[]> record) {
    try {
      AudioChunk chunk = chunks.deserialize(topic, record.value());
      if (chunk != null) {
        found.add(new StoredChunk(record.offset(), chunk));
      }
    } catch (SerializationException e) {
      // The pipeline has moved it to the dead letters.
    }
  }

  @Override
  public synchronized OptionalLong offsetSince(int partition, Instant appended)
      throws AudioUnavailableException {
    TopicPartition wanted = new TopicPartition(topic, partition);
    try {
      OffsetAndTimestamp found =
          open().offsetsForTimes(Map.of(wanted, appended.toEpochMilli())).get(wanted);
      return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
    } catch (KafkaException e) {
      throw unavailable(e);
    }
  }

  private KafkaConsumer<byte[], byte[]> open() {
    if (consumer == null) {
      consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    return consumer;
  }

  private AudioUnavailableException unavailable(KafkaException e) {
    close();
    return new AudioUnavailableException(
        "Kafka does not give %s: %s".formatted(topic, e.getMessage()), e);
  }

  @Override
  public synchronized void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
      consumer = null;
    }
  }
}
