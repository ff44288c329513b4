/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is published of Kafka Streams, and of the consumers and producers of its stream threads. It
 * offers some 280 families, most of them for the developers of Kafka.
 */
final class StreamsAllowList implements Predicate<Meter.Id> {

  private static final Set<String> NAMES =
      Set.of(
          "kafka.consumer.coordinator.assigned.partitions",
          "kafka.consumer.coordinator.failed.rebalance.total",
          "kafka.consumer.coordinator.rebalance.total",
          "kafka.consumer.fetch.manager.records.lag",
          "kafka.consumer.last.poll.seconds.ago",
          "kafka.producer.record.error.total",
          "kafka.stream.alive.stream.threads",
          "kafka.stream.failed.stream.threads",
          "kafka.stream.state.updater.active.restoring.tasks",
          "kafka.stream.thread.commit.latency.max",
          "kafka.stream.thread.commit.ratio",
          "kafka.stream.thread.poll.ratio",
          "kafka.stream.thread.process.ratio",
          "kafka.stream.thread.punctuate.ratio");

  /** Consumers that restore state: what they lag behind in is not sound. */
  private static final List<String> RESTORING = List.of("-restore-consumer", "-global-consumer");

  private final String audioTopic;

  /**
   * @param audioTopic the lag of its consumers counts
   */
  StreamsAllowList(String audioTopic) {
    this.audioTopic = audioTopic;
  }

  @Override
  public boolean test(Meter.Id id) {
    return NAMES.contains(id.getName()) && !isOfRestoringConsumer(id) && !isOfAnotherTopic(id);
  }

  private static boolean isOfRestoringConsumer(Meter.Id id) {
    String client = id.getTag("client.id");
    return client != null && RESTORING.stream().anyMatch(client::endsWith);
  }

  /** Kafka's clients report a topic with a dot twice: a second time with a line in its place. */
  private boolean isOfAnotherTopic(Meter.Id id) {
    String topic = id.getTag("topic");
    return topic != null && !topic.equals(audioTopic);
  }
}
