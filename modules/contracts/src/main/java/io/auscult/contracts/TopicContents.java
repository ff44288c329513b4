/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a topic holds by now, as raw bytes: reads up to the end as it was at the start, then stops.
 * Sees only what is committed, and leaves no trace (no consumer group). Not thread-safe.
 */
public final class TopicContents implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final String topic;
  private final String bootstrapServers;
  private final Duration atMost;

  private TopicContents(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      String bootstrapServers,
      Duration atMost) {
    this.consumer = consumer;
    this.topic = topic;
    this.bootstrapServers = bootstrapServers;
    this.atMost = atMost;
    this.partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
  }

  /**
   * Connects.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param topic to read
   * @param atMost how long to wait for a broker, now and whenever it falls silent
   * @throws BrokerUnavailableException if no broker answers, or if it lacks the topic
   */
  public static TopicContents open(
      Map<String, ?> clientSettings, TopicDefinition<?> topic, Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      admin.require(topic);
    }
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // What retention deletes while it is read is gone; go on with the oldest that is left.
    settings.put(AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A fetch at the end of a partition waits for more, and whoever seeks elsewhere waits for it.
    settings.putIfAbsent(FETCH_MAX_WAIT_MS_CONFIG, 20);
    settings.put(DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(atMost.toMillis()));
    String bootstrapServers = String.valueOf(clientSettings.get(BOOTSTRAP_SERVERS_CONFIG));
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      return new TopicContents(consumer, topic.name(), bootstrapServers, atMost);
    } catch (KafkaException e) {
      consumer.close();
      throw unreadable(bootstrapServers, topic.name(), e);
    }
  }

  /**
   * Hands over every record, in the order of each partition.
   *
   * @param since begins, in each partition, with the first record that has this timestamp or a
   *     later one; {@link Instant#MIN} for all
   * @throws BrokerUnavailableException if Kafka falls silent before the end
   */
  public void forEach(Instant since, Consumer<ConsumerRecord<byte[], byte[]>> handler)
      throws BrokerUnavailableException {
    forEach(partitions, since, handler);
  }

  /** As above, but of one partition, 0 to {@link #partitions} - 1. */
  public void forEach(
      int partition, Instant since, Consumer<ConsumerRecord<byte[], byte[]>> handler)
      throws BrokerUnavailableException {
    forEach(List.of(new TopicPartition(topic, partition)), since, handler);
  }

  /** How many partitions the topic has. */
  public int partitions() {
    return partitions.size();
  }

  private void forEach(
      List<TopicPartition> wanted, Instant since, Consumer<ConsumerRecord<byte[], byte[]>> handler)
      throws BrokerUnavailableException {
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(wanted);
      consumer.assign(wanted);
      seek(wanted, since, ends);
      Silence silence = new Silence();
      while (wanted.stream().anyMatch(p -> consumer.position(p) < offset(ends, p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < offset(ends, new TopicPartition(topic, record.partition()))) {
            handler.accept(record);
          }
        }
        silence.checkAt(wanted.stream().mapToLong(consumer::position).sum());
      }
    } catch (KafkaException e) {
      throw unreadable(bootstrapServers, topic, e);
    }
  }

  private void seek(List<TopicPartition> wanted, Instant since, Map<TopicPartition, Long> ends) {
    consumer.seekToBeginning(wanted);
    if (since.isAfter(Instant.EPOCH)) {
      Map<TopicPartition, Long> times =
          wanted.stream().collect(Collectors.toMap(p -> p, p -> since.toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
      for (TopicPartition partition : wanted) {
        OffsetAndTimestamp first = found.get(partition);
        consumer.seek(partition, first == null ? offset(ends, partition) : first.offset());
      }
    }
  }

  /** The record at an offset; empty if there is none (any more). */
  public Optional<ConsumerRecord<byte[], byte[]>> at(int partition, long offset)
      throws BrokerUnavailableException {
    TopicPartition wanted = new TopicPartition(topic, partition);
    if (!partitions.contains(wanted)) {
      return Optional.empty();
    }
    try {
      long begin = offset(consumer.beginningOffsets(List.of(wanted)), wanted);
      long end = offset(consumer.endOffsets(List.of(wanted)), wanted);
      if (offset < begin || offset >= end) {
        return Optional.empty();
      }
      consumer.assign(List.of(wanted));
      consumer.seek(wanted, offset);
      Silence silence = new Silence();
      while (consumer.position(wanted) == offset) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          return record.offset() == offset ? Optional.of(record) : Optional.empty();
        }
        silence.checkAt(offset);
      }
      return Optional.empty(); // the marker that ends a transaction has an offset, too
    } catch (KafkaException e) {
      throw unreadable(bootstrapServers, topic, e);
    }
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return offsets.getOrDefault(partition, 0L);
  }

  private static BrokerUnavailableException unreadable(
      String bootstrapServers, String topic, KafkaException e) {
    return new BrokerUnavailableException(
        "Kafka at %s does not let %s be read: %s"
            .formatted(bootstrapServers, topic, Refusal.explainOr(e, "READ")),
        e);
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** A consumer waits for a broker for ever; this does not. */
  private final class Silence {
    private long position = -1;
    private long since = System.nanoTime();

    void checkAt(long now) throws BrokerUnavailableException {
      if (now != position) {
        position = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > atMost.toNanos()) {
        throw new BrokerUnavailableException(
            "Kafka at %s fell silent for %d s while %s was read: does it still run?"
                .formatted(bootstrapServers, atMost.toSeconds(), topic),
            null);
      }
    }
  }
}
