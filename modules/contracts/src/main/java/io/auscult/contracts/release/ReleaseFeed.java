/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code auscult.models} as it grows: which releases there are, and what points at them. It
 * holds no bundle. Not thread-safe.
 */
public final class ReleaseFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReleaseFeed.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition = new TopicPartition(Topics.MODELS.name(), 0);
  private final Map<String, SpecificRecord> records = new HashMap<>();
  private @Nullable Long firstEnd;

  private ReleaseFeed(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /**
   * Begins with the first record; a broker that is away is waited for, poll by poll.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @throws org.apache.kafka.common.KafkaException if the settings are unusable
   */
  public static ReleaseFeed open(Map<String, ?> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    ReleaseFeed feed =
        new ReleaseFeed(
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    feed.consumer.assign(List.of(feed.partition));
    feed.consumer.seekToBeginning(List.of(feed.partition));
    return feed;
  }

  /**
   * Takes what is new.
   *
   * @param timeout how long to wait for something
   */
  public void poll(Duration timeout) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      if (record.key() != null) {
        take(new String(record.key(), UTF_8), record);
      }
    }
  }

  private void take(String key, ConsumerRecord<byte[], byte[]> record) {
    records.remove(key);
    if (record.value() == null) {
      return;
    }
    try {
      SpecificRecord value =
          Topics.MODELS.values().deserializer().deserialize(record.topic(), record.value());
      if (value instanceof ModelRelease || value instanceof ModelAlias) {
        records.put(key, value);
      }
    } catch (SerializationException e) {
      LOG.warn(
          "a record of the models cannot be read offset={} error={}",
          record.offset(),
          e.getMessage());
    }
  }

  /** Whether all that was there at the first call has been taken. */
  public boolean isCaughtUp(Duration timeout) {
    if (firstEnd == null) {
      firstEnd = consumer.endOffsets(List.of(partition), timeout).get(partition);
    }
    return firstEnd != null && consumer.position(partition, timeout) >= firstEnd;
  }

  /** The release that an alias points at, if it is there. */
  public Optional<ModelRelease> of(String alias) {
    TreeMap<String, ModelRelease> releases = new TreeMap<>();
    TreeMap<String, ModelAlias> aliases = new TreeMap<>();
    for (SpecificRecord record : records.values()) {
      if (record instanceof ModelRelease release) {
        releases.put(release.getRelease(), release);
      } else if (record instanceof ModelAlias each) {
        aliases.put(each.getAlias(), each);
      }
    }
    return new ReleaseCatalog(releases, aliases).of(alias);
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
