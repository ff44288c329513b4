/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Adds up what a run has written. */
final class RunReader {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);

  private static final class Tally {
    private long windows;
    private long overThreshold;
    private double sum;
    private long opened;

    private ReplayOutcome.Machine of(String machine) {
      return new ReplayOutcome.Machine(
          machine, windows, overThreshold, windows == 0 ? null : sum / windows, opened);
    }
  }

  private final Map<String, Object> clientSettings;
  private final Map<String, Tally> tallies = new TreeMap<>();

  RunReader(Map<String, Object> clientSettings) {
    this.clientSettings = clientSettings;
  }

  /** What each machine has come to, by id. */
  List<ReplayOutcome.Machine> machines(RunTopics topics) throws BrokerUnavailableException {
    read(topics.scores(), this::take);
    read(topics.anomalies(), this::take);
    return tallies.entrySet().stream().map(each -> each.getValue().of(each.getKey())).toList();
  }

  private Tally tally(String machine) {
    return tallies.computeIfAbsent(machine, id -> new Tally());
  }

  private void take(WindowScore score) {
    Tally tally = tally(score.getMachineId());
    tally.windows++;
    tally.sum += score.getScore();
    if (score.getSmoothedScore() > score.getThreshold()) {
      tally.overThreshold++;
    }
  }

  private void take(AnomalyEvent event) {
    if (event.getState() == AnomalyState.OPENED) {
      tally(event.getMachineId()).opened++;
    }
  }

  private <V> void read(TopicDefinition<V> topic, Consumer<V> handler)
      throws BrokerUnavailableException {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<String, V> consumer =
        new KafkaConsumer<>(
            settings, new StringDeserializer(), topic.values(clientSettings).deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long latest = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        var records = consumer.poll(POLL);
        records.forEach(record -> handler.accept(record.value()));
        if (!records.isEmpty()) {
          latest = System.nanoTime();
        } else if (System.nanoTime() - latest > PATIENCE.toNanos()) {
          throw new BrokerUnavailableException(
              "%s cannot be read to its end".formatted(topic.name()), null);
        }
      }
    }
  }
}
