/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.time.Instant;
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
 * Reads the scores of the day before the console began, hour by hour, the latest hour first, and
 * says how far it is. Runs once.
 */
final class HistoryFiller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryFiller.class);
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration SLICE = Duration.ofHours(1);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<String, ?> clientSettings;
  private final Fleet fleet;
  private @Nullable Thread thread;
  private volatile boolean closed;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

  HistoryFiller(Map<String, ?> clientSettings, Fleet fleet) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.fleet = fleet;
  }

  /**
   * Begins, if it has not yet.
   *
   * @param until from then on the fleet knows
   * @param untilOffsets where that is
   */
  void start(Instant until, Map<TopicPartition, Long> untilOffsets) {
    if (thread == null && !closed) {
      Thread started = new Thread(() -> run(until, untilOffsets), "console-history");
      started.setDaemon(true);
      thread = started;
      started.start();
    }
  }

  private void run(Instant until, Map<TopicPartition, Long> untilOffsets) {
    Instant begin = fleet.now().minus(DAY);
    try (KafkaConsumer<byte[], byte[]> consumer = FleetConsumer.open(clientSettings)) {
      current = consumer;
      consumer.assign(untilOffsets.keySet());
      Instant sliceEnd = until;
      Map<TopicPartition, Long> ends = untilOffsets;
      while (!closed && sliceEnd.isAfter(begin)) {
        Instant sliceBegin = sliceEnd.minus(SLICE);
        sliceBegin = sliceBegin.isBefore(begin) ? begin : sliceBegin;
        Map<TopicPartition, Long> starts =
            FleetConsumer.offsetsAt(consumer, untilOffsets.keySet(), sliceBegin, ends);
        read(consumer, starts, ends);
        sliceEnd = sliceBegin;
        ends = starts;
        fleet.setHistory(sliceEnd, !sliceEnd.isAfter(begin));
      }
    } catch (WakeupException | InterruptException e) {
      return;
    } catch (KafkaException e) {
      LOG.warn("older scores cannot be read from={} error={}", fleet.historyFrom(), e.getMessage());
    } finally {
      current = null;
    }
  }

  private void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    starts.forEach(consumer::seek);
    consumer.resume(starts.keySet());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!closed && !isRead(consumer, ends)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L)) {
          take(record);
        }
      }
      if (System.nanoTime() - deadline > 0) {
        throw new KafkaException("no hour of scores within " + PATIENCE.toMinutes() + " minutes");
      }
    }
  }

  /** Partitions that are read wait for the others. */
  private static boolean isRead(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    List<TopicPartition> done =
        ends.keySet().stream()
            .filter(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))
            .toList();
    consumer.pause(done);
    return done.size() == ends.size();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      WindowScore window =
          record.value() == null
              ? null
              : Topics.SCORES
                  .values(clientSettings)
                  .deserializer()
                  .deserialize(record.topic(), record.value());
      if (window != null) {
        fleet.takeEarlier(window);
      }
    } catch (SerializationException e) {
      LOG.debug("an old score cannot be read offset={}", record.offset(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    KafkaConsumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }
}
