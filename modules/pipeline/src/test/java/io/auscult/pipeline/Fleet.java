/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.util.stream.Collectors.toCollection;

import io.auscult.contracts.Topics;
import io.auscult.pipeline.PipelineProcess.AtEnd;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** The instances of one pipeline, by name. */
final class Fleet implements AutoCloseable {

  private final PipelineProcess.Setup setup;
  private final Admin admin;
  private final Map<String, PipelineProcess> running = new TreeMap<>();

  Fleet(PipelineProcess.Setup setup) {
    this.setup = setup;
    admin =
        Admin.create(
            Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers()));
  }

  PipelineProcess start(String instance, AtEnd atEnd, Map<String, String> kafka)
      throws IOException {
    PipelineProcess process = PipelineProcess.start(setup, instance, atEnd, kafka);
    running.put(instance, process);
    return process;
  }

  /** In order, with SIGTERM. */
  void stop(String instance) throws InterruptedException {
    remove(instance).stop();
  }

  void kill(String instance) throws InterruptedException {
    remove(instance).kill();
  }

  private PipelineProcess remove(String instance) {
    PipelineProcess process = running.remove(instance);
    if (process == null) {
      throw new IllegalArgumentException("'%s' does not run".formatted(instance));
    }
    return process;
  }

  /** Fails with the end of its log if one has ended by itself. */
  void requireAlive() {
    running.values().forEach(PipelineProcess::requireAlive);
  }

  /** Whether all do their work, and only they. */
  boolean isSettled() throws ExecutionException, InterruptedException {
    return running.values().stream().allMatch(PipelineProcess::isRunning)
        && owned().keySet().equals(running.keySet());
  }

  /**
   * The partitions of {@code auscult.audio} by the instance that listens to them; empty while they
   * move.
   */
  Map<String, Set<Integer>> owned() throws ExecutionException, InterruptedException {
    ConsumerGroupDescription group =
        admin
            .describeConsumerGroups(Set.of(setup.application()))
            .describedGroups()
            .get(setup.application())
            .get();
    Map<String, Set<Integer>> owned = new TreeMap<>();
    if (group.groupState() == GroupState.STABLE) {
      group.members().forEach(member -> owned.put(instance(member), audio(member)));
    }
    return owned;
  }

  /** Kafka Streams adds the number of the thread. */
  private static String instance(MemberDescription member) {
    return member.groupInstanceId().orElse("").replaceFirst("-\\d+$", "");
  }

  private static Set<Integer> audio(MemberDescription member) {
    return member.assignment().topicPartitions().stream()
        .filter(partition -> partition.topic().equals(Topics.AUDIO.name()))
        .map(TopicPartition::partition)
        .collect(toCollection(TreeSet::new));
  }

  /** How often each has changed its state. */
  Map<String, Integer> changes() {
    Map<String, Integer> changes = new TreeMap<>();
    running.forEach((instance, process) -> changes.put(instance, process.changes().size()));
    return changes;
  }

  @Override
  public void close() {
    running.values().forEach(PipelineProcess::close);
    admin.close();
  }
}
