/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The scores that anybody can read who asks for committed ones. Not thread-safe. */
final class CommittedScores implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<String, WindowScore> consumer;

  /** Reads from the beginning. */
  CommittedScores(Map<String, ?> clientSettings) {
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer =
        new KafkaConsumer<>(
            settings, new StringDeserializer(), Topics.SCORES.values().deserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.SCORES.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Waits a moment and delivers what has come. */
  void poll(Consumer<WindowScore> handler) {
    consumer.poll(POLL).forEach(record -> handler.accept(record.value()));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
