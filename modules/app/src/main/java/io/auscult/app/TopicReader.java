/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.util.Objects.requireNonNull;

import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.TopicDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads several topics whole, without a consumer group: what is committed, as it comes. Not
 * thread-safe.
 */
public final class TopicReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, ?> settings;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Subscription<?>> subscriptions;

  /**
   * A topic and what to do with its records.
   *
   * @param topic to read
   * @param handler takes key and value
   */
  public record Subscription<V>(TopicDefinition<V> topic, BiConsumer<@Nullable String, V> handler) {

    private void deliver(Map<String, ?> settings, ConsumerRecord<String, byte[]> record) {
      V value = topic.values(settings).deserializer().deserialize(record.topic(), record.value());
      if (value != null) {
        handler.accept(record.key(), value);
      }
    }
  }

  /**
   * @param settings Kafka consumer settings, {@code bootstrap.servers} among them
   * @param subscribed what to read
   * @param fromBeginning false: only what comes from now on
   * @throws CommandFailedException if a topic does not exist
   */
  public TopicReader(
      Map<String, ?> settings, List<Subscription<?>> subscribed, boolean fromBeginning) {
    this.settings = Map.copyOf(settings);
    subscriptions = new HashMap<>();
    subscribed.forEach(
        subscription -> subscriptions.put(subscription.topic().name(), subscription));
    Map<String, Object> all = new HashMap<>(settings);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    consumer = new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      // Positions are looked up lazily; "from now on" must mean now.
      partitions.forEach(consumer::position);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : subscriptions.keySet()) {
      var found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new CommandFailedException(
            "topic %s does not exist. Run: auscult topics create".formatted(topic));
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  /**
   * Waits a moment for records and delivers them; what cannot be decoded is logged and left out.
   */
  public void poll() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      try {
        requireNonNull(subscriptions.get(record.topic())).deliver(settings, record);
      } catch (SerializationException e) {
        LOG.warn("partition={} offset={}: {}", record.partition(), record.offset(), e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
