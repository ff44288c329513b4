/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.OneLineErrors;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet what the topics say, on a thread of its own: the last ten minutes of scores
 * first, so that the tiles are there within seconds; then what comes. What was there before that,
 * {@link HistoryFiller} reads behind it.
 */
public final class TopicFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  /** Anomalies are kept for 90 days; that long nobody scrolls. */
  private static final Duration ANOMALIES = Duration.ofDays(30);

  private final Map<String, ?> clientSettings;
  private final Fleet fleet;
  private final Thread thread;
  private final HistoryFiller filler;
  private volatile boolean closed;
  private volatile @Nullable String trouble = "has not read the topics yet";
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

  private TopicFollower(Map<String, ?> clientSettings, Fleet fleet) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.fleet = fleet;
    this.filler = new HistoryFiller(clientSettings, fleet);
    this.thread = new Thread(this::run, "console-topics");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   */
  public static TopicFollower start(Map<String, ?> clientSettings, Fleet fleet) {
    TopicFollower follower = new TopicFollower(clientSettings, fleet);
    follower.thread.start();
    return follower;
  }

  /** Why the tiles are not what they should be, one line; null: they are. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** Whether it still tries. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (!closed) {
      try (KafkaConsumer<byte[], byte[]> consumer = FleetConsumer.open(clientSettings)) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException | InterruptException e) {
        return;
      } catch (KafkaException e) {
        String why = OneLineErrors.message(e);
        LOG.warn("topics cannot be read, trying again error={}", why);
        trouble = "Kafka: " + why;
        pause();
      } finally {
        current = null;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(AGAIN_AFTER.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> all = new ArrayList<>();
    for (TopicDefinition<?> topic :
        List.of(
            Topics.SCORES,
            Topics.ANOMALIES,
            Topics.HEALTH,
            Topics.MACHINES,
            Topics.LABELS,
            Topics.MODELS,
            Topics.SHADOW_SCORES)) {
      all.addAll(FleetConsumer.partitions(consumer, topic));
    }
    List<TopicPartition> scores = of(Topics.SCORES, all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    Instant now = fleet.now();
    Instant recent = now.minus(RecentWindows.SPAN);
    Map<TopicPartition, Long> starts =
        new HashMap<>(FleetConsumer.offsetsAt(consumer, scores, recent, ends));
    starts.putAll(FleetConsumer.offsetsAt(consumer, of(Topics.SHADOW_SCORES, all), recent, ends));
    starts.putAll(
        FleetConsumer.offsetsAt(consumer, of(Topics.ANOMALIES, all), now.minus(ANOMALIES), ends));
    consumer.assign(all);
    consumer.seekToBeginning(all);
    starts.forEach(consumer::seek);
    if (fleet.historyFrom() == null) {
      fleet.setHistory(recent, false);
    }
    boolean caughtUp = false;
    long nextCare = System.nanoTime();
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      if (!caughtUp
          && all.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L))) {
        caughtUp = true;
        trouble = null;
        fleet.setReady();
        filler.start(recent, offsets(scores, starts));
      }
      if (caughtUp && System.nanoTime() - nextCare > 0) {
        nextCare = System.nanoTime() + 2 * ASK.toNanos();
        care(consumer, scores);
      }
    }
  }

  private void care(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> scores) {
    fleet.forgetOld();
    try {
      // A consumer waits for a broker for ever and says nothing.
      consumer.endOffsets(scores, ASK);
      trouble = null;
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      trouble = "Kafka does not answer: what is shown may be old";
    }
  }

  private static List<TopicPartition> of(TopicDefinition<?> topic, List<TopicPartition> all) {
    return all.stream().filter(partition -> partition.topic().equals(topic.name())).toList();
  }

  private static Map<TopicPartition, Long> offsets(
      List<TopicPartition> partitions, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, Long> some = new HashMap<>();
    partitions.forEach(partition -> some.put(partition, offsets.getOrDefault(partition, 0L)));
    return some;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      String topic = record.topic();
      if (topic.equals(Topics.SCORES.name())) {
        ifThere(Topics.SCORES, record, fleet::take);
      } else if (topic.equals(Topics.SHADOW_SCORES.name())) {
        ifThere(Topics.SHADOW_SCORES, record, fleet::takeShadow);
      } else if (topic.equals(Topics.ANOMALIES.name())) {
        ifThere(Topics.ANOMALIES, record, fleet::take);
      } else if (topic.equals(Topics.HEALTH.name())) {
        ifThere(Topics.HEALTH, record, fleet::take);
      } else if (record.key() != null) {
        takeNamed(new String(record.key(), UTF_8), record);
      }
    } catch (SerializationException e) {
      LOG.warn(
          "a record cannot be read topic={} partition={} offset={} error={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void takeNamed(String key, ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(Topics.MACHINES.name())) {
      fleet.set(key, decode(Topics.MACHINES, record));
    } else if (record.topic().equals(Topics.LABELS.name())) {
      fleet.label(key, decode(Topics.LABELS, record));
    } else if (key.endsWith("/manifest") || key.startsWith("alias/")) {
      fleet.model(key, decode(Topics.MODELS, record));
    }
  }

  private interface Taker<T> {
    void take(T value);
  }

  private <T> void ifThere(
      TopicDefinition<T> topic, ConsumerRecord<byte[], byte[]> record, Taker<T> taker) {
    T value = decode(topic, record);
    if (value != null) {
      taker.take(value);
    }
  }

  private <T> @Nullable T decode(TopicDefinition<T> topic, ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null
        ? null
        : topic.values(clientSettings).deserializer().deserialize(record.topic(), record.value());
  }

  @Override
  public void close() {
    closed = true;
    filler.close();
    KafkaConsumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(2 * CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
