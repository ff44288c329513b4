/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.machines;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.OneLineErrors;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import io.auscult.notifier.event.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all machines are, as {@code auscult.machines} says; follows it as it changes. Brokers that
 * are away are waited for. Thread-safe.
 */
public final class MachineTable implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MachineTable.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Map<String, Object> clientSettings;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "machines");
  private volatile boolean isCaughtUp;
  private volatile @Nullable String failure;

  private MachineTable(Map<String, Object> clientSettings) {
    this.clientSettings = new HashMap<>(clientSettings);
    this.clientSettings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.clientSettings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.clientSettings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.clientSettings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
  }

  /**
   * Begins to read.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   */
  public static MachineTable follow(Map<String, Object> clientSettings) {
    MachineTable table = new MachineTable(clientSettings);
    table.thread.setDaemon(true);
    table.thread.start();
    return table;
  }

  /** Where a machine is by now. */
  public Place place(String machineId) {
    return places.getOrDefault(machineId, Place.UNKNOWN);
  }

  /** Whether all that was there at the beginning has been read. */
  public boolean isCaughtUp() {
    return isCaughtUp;
  }

  /** Why nothing is read at present; null: it is. */
  public @Nullable String failure() {
    return failure;
  }

  private void run() {
    while (closed.getCount() > 0) {
      try {
        follow();
      } catch (InterruptedException | InterruptException e) {
        return;
      } catch (BrokerUnavailableException | KafkaException e) {
        failed(OneLineErrors.message(e));
      }
      try {
        boolean unused = closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void failed(String why) {
    if (!why.equals(failure)) {
      LOG.warn("machines are not read topic={} reason={}", Topics.MACHINES.name(), why);
    }
    failure = why;
  }

  private void follow() throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, PATIENCE)) {
      admin.require(Topics.MACHINES);
    }
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            clientSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.MACHINES.name(), PATIENCE).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (closed.getCount() > 0) {
        consumer.poll(POLL).forEach(this::take);
        if (!isCaughtUp) {
          isCaughtUp =
              partitions.stream()
                  .allMatch(
                      each -> consumer.position(each, PATIENCE) >= ends.getOrDefault(each, 0L));
        }
        failure = null;
      }
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return; // a compacted topic takes none
    }
    String machine = new String(record.key(), UTF_8);
    try {
      MachineSettings settings =
          Topics.MACHINES
              .values(clientSettings)
              .deserializer()
              .deserialize(record.topic(), record.value());
      if (settings == null) {
        places.remove(machine);
      } else {
        places.put(machine, Place.of(settings));
      }
    } catch (SerializationException e) {
      LOG.warn("settings of a machine cannot be read machine={} error={}", machine, e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(2 * POLL.toMillis());
      thread.interrupt();
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
