/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import io.auscult.contracts.Topics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Set;

/**
 * What leaves the process. Kafka Streams alone offers some 280 families, most of them for the
 * developers of Kafka, some with labels that grow without end; what is not named here is never
 * registered.
 */
final class AllowList implements MeterFilter {

  private static final String OWN = "auscult.";

  /** The Java virtual machine and its process. */
  private static final Set<String> PROCESS =
      Set.of(
          "jvm.memory.used",
          "jvm.memory.max",
          "jvm.buffer.memory.used",
          "jvm.gc.pause",
          "jvm.threads.live",
          "process.cpu.usage",
          "process.files.open",
          "process.files.max",
          "process.uptime",
          "system.cpu.count");

  /** Kafka Streams and the consumers and producers of its stream threads. */
  private static final Set<String> KAFKA =
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

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    String name = id.getName();
    boolean allowed =
        name.startsWith(OWN)
            || PROCESS.contains(name)
            || (KAFKA.contains(name) && !isOfRestoringConsumer(id) && !isOfAnotherTopic(id));
    return allowed ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
  }

  private static boolean isOfRestoringConsumer(Meter.Id id) {
    String client = id.getTag("client.id");
    return client != null && RESTORING.stream().anyMatch(client::endsWith);
  }

  /** Kafka's clients report a topic with a dot twice: a second time with a line in its place. */
  private static boolean isOfAnotherTopic(Meter.Id id) {
    String topic = id.getTag("topic");
    return topic != null && !topic.equals(Topics.AUDIO.name());
  }
}
