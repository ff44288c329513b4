/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import io.auscult.app.model.comparison.Comparer;
import io.auscult.app.model.comparison.Judgements;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a comparison reads of Kafka. What cannot be decoded is logged and left out. */
record ScoreTopics(Map<String, ?> clientSettings) {

  private static final Logger LOG = LoggerFactory.getLogger(ScoreTopics.class);

  /** What people said of the anomalies that are still known. */
  Judgements judgements() throws BrokerUnavailableException, InterruptedException {
    Map<String, AnomalyEvent> anomalies = new HashMap<>();
    try (TopicContents contents =
        TopicContents.open(clientSettings, Topics.ANOMALIES, KafkaOptions.PATIENCE)) {
      contents.forEach(
          Instant.MIN,
          record ->
              decode(
                  Topics.ANOMALIES, record, event -> anomalies.put(event.getAnomalyId(), event)));
    }
    return Judgements.of(
        new LabelBook(clientSettings, KafkaOptions.PATIENCE).all().values(), anomalies);
  }

  /**
   * Hands over both models' windows that ended at a time or later. Nothing is scored before it is
   * heard, so it is also read from the first record that was written then.
   */
  void compare(Instant since, Comparer comparer)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicContents shadow = open(Topics.SHADOW_SCORES);
        TopicContents scores = open(Topics.SCORES)) {
      // A machine is in the same partition of both, so that one partition at a time is enough.
      for (int partition = 0; partition < scores.partitions(); partition++) {
        if (partition < shadow.partitions()) {
          read(shadow, Topics.SHADOW_SCORES, partition, since, comparer::addShadow);
          read(scores, Topics.SCORES, partition, since, comparer::addChampion);
          comparer.endPartition();
        }
      }
    }
  }

  private TopicContents open(TopicDefinition<?> topic)
      throws BrokerUnavailableException, InterruptedException {
    return TopicContents.open(clientSettings, topic, KafkaOptions.PATIENCE);
  }

  private void read(
      TopicContents contents,
      TopicDefinition<WindowScore> topic,
      int partition,
      Instant since,
      Consumer<WindowScore> taker)
      throws BrokerUnavailableException {
    contents.forEach(
        partition,
        since,
        record ->
            decode(
                topic,
                record,
                score -> {
                  if (!score.getWindowEnd().isBefore(since)) {
                    taker.accept(score);
                  }
                }));
  }

  private <V> void decode(
      TopicDefinition<V> topic, ConsumerRecord<byte[], byte[]> record, Consumer<V> taker) {
    V value;
    try {
      value = topic.values(clientSettings).deserializer().deserialize(topic.name(), record.value());
    } catch (SerializationException e) {
      LOG.warn("partition={} offset={}: {}", record.partition(), record.offset(), e.getMessage());
      return;
    }
    if (value != null) {
      taker.accept(value);
    }
  }
}
