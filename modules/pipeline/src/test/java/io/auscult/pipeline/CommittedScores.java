/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.awaitility.Awaitility.await;

import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The scores that anybody can read who asks for committed ones. */
final class CommittedScores implements AutoCloseable {

  private static final TopicDefinition<WindowScore> TOPIC = Topics.SCORES;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<String, WindowScore> consumer;
  private final Map<TroubledPlant.Window, Double> byWindow = new HashMap<>();
  private final List<TroubledPlant.Window> twice = new ArrayList<>();

  private final Set<Integer> partitions = new HashSet<>();

  /** Of each partition the first score since {@link #watchFrom}. */
  private final Map<Integer, Instant> firstRead = new HashMap<>();

  private Instant watchedFrom = Instant.MIN;

  CommittedScores(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            TOPIC.values().deserializer());
    // A broker of a cluster may hear of a new topic after the others.
    List<TopicPartition> partitions =
        await()
            .atMost(PATIENCE)
            .until(() -> consumer.partitionsFor(TOPIC.name()), found -> !found.isEmpty())
            .stream()
            .map(info -> new TopicPartition(TOPIC.name(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads on. */
  int count() {
    consumer.poll(Duration.ofMillis(20)).forEach(this::add);
    return byWindow.size();
  }

  private void add(ConsumerRecord<String, WindowScore> record) {
    WindowScore score = record.value();
    TroubledPlant.Window window =
        new TroubledPlant.Window(score.getSensorId(), score.getWindowStart());
    if (byWindow.put(window, score.getScore()) != null) {
      twice.add(window);
    }
    partitions.add(record.partition());
    // The pipeline writes when it scored.
    if (!Instant.ofEpochMilli(record.timestamp()).isBefore(watchedFrom)) {
      firstRead.putIfAbsent(record.partition(), Instant.now());
    }
  }

  /** Reads to the present end. */
  void readToTheEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              count();
              return ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
  }

  /** From now on {@link #firstRead} tells of windows that were scored then or later. */
  void watchFrom(Instant scoredAt) {
    watchedFrom = scoredAt;
    firstRead.clear();
  }

  /** When the first of those windows was readable, by partition. */
  Map<Integer, Instant> firstRead() {
    return firstRead;
  }

  /** The partitions that have any. */
  Set<Integer> partitions() {
    return partitions;
  }

  Map<TroubledPlant.Window, Double> byWindow() {
    return byWindow;
  }

  List<TroubledPlant.Window> twice() {
    return twice;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
