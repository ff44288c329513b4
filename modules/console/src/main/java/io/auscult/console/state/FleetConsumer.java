/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;

import io.auscult.contracts.TopicDefinition;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that see only what is committed and leave no trace, and where they begin. */
final class FleetConsumer {

  private FleetConsumer() {}

  static KafkaConsumer<byte[], byte[]> open(Map<String, ?> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // What retention deletes while it is read is gone; go on with the oldest that is left.
    settings.put(AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(MAX_POLL_RECORDS_CONFIG, 5_000);
    settings.put(FETCH_MAX_WAIT_MS_CONFIG, 200);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, TopicDefinition<?> topic) {
    return consumer.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(topic.name(), info.partition()))
        .toList();
  }

  /** The first offset of each partition whose record has this timestamp or a later one. */
  static Map<TopicPartition, Long> offsetsAt(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      Instant time,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> times =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      offsets.put(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
    }
    return offsets;
  }
}
