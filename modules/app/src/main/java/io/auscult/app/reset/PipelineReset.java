/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.reset;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.apache.kafka.clients.CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;

import io.auscult.app.reset.ResetPlan.Move;
import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a pipeline has left in Kafka, and how to remove it: its committed offsets and the changelog
 * topics of its stores. (Kafka's own reset tool comes with a Connect runtime and ends the process.)
 */
final class PipelineReset implements AutoCloseable {

  private static final long GONE_POLL_MILLIS = 50;

  private final Admin admin;
  private final String applicationId;
  private final String audioTopic;
  private final Duration atMost;

  private PipelineReset(Admin admin, String applicationId, String audioTopic, Duration atMost) {
    this.admin = admin;
    this.applicationId = applicationId;
    this.audioTopic = audioTopic;
    this.atMost = atMost;
  }

  /**
   * Connects.
   *
   * @throws BrokerUnavailableException if no broker answers, or if it lacks the topic with the
   *     sound
   */
  static PipelineReset connect(
      Map<String, ?> clientSettings, String applicationId, String audioTopic, Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin topics = TopicAdmin.connect(clientSettings, atMost)) {
      topics.require(audioTopic);
    }
    int millis = Math.toIntExact(atMost.toMillis());
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(REQUEST_TIMEOUT_MS_CONFIG, millis);
    return new PipelineReset(Admin.create(settings), applicationId, audioTopic, atMost);
  }

  /**
   * Refuses while an instance runs.
   *
   * @throws CommandFailedException naming the instances
   */
  void requireStopped() throws ExecutionException, InterruptedException {
    List<String> members =
        members().stream()
            .map(member -> member.groupInstanceId().orElse(member.consumerId()))
            .sorted()
            .toList();
    if (!members.isEmpty()) {
      throw stillRuns(" (" + String.join(", ", members) + ")");
    }
  }

  private Collection<MemberDescription> members() throws ExecutionException, InterruptedException {
    Map<String, KafkaFuture<ConsumerGroupDescription>> groups =
        admin.describeConsumerGroups(Set.of(applicationId)).describedGroups();
    try {
      return requireNonNull(groups.get(applicationId)).get().members();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw e;
    }
  }

  private CommandFailedException stillRuns(String members) {
    return new CommandFailedException(
        "pipeline %s still runs%s: stop every instance first (Kafka takes some seconds to notice)"
            .formatted(applicationId, members));
  }

  /** From where to where the pipeline would go, by partition of {@code auscult.audio}. */
  SortedMap<Integer, Move> moves(StartingPoint start)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = committed();
    Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
    SortedMap<Integer, Move> moves = new TreeMap<>();
    offsets(start.offsets())
        .forEach(
            (partition, offset) -> {
              OffsetAndMetadata from = committed.get(partition);
              // No sound has come since a time: listen to what comes.
              long to = offset < 0 ? ends.getOrDefault(partition, 0L) : offset;
              moves.put(partition.partition(), new Move(from == null ? null : from.offset(), to));
            });
    return moves;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed()
      throws ExecutionException, InterruptedException {
    try {
      return admin
          .listConsumerGroupOffsets(applicationId)
          .partitionsToOffsetAndMetadata(applicationId)
          .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw e;
    }
  }

  private Map<TopicPartition, Long> offsets(OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted =
        admin.describeTopics(Set.of(audioTopic)).allTopicNames().get().values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .map(info -> new TopicPartition(audioTopic, info.partition()))
            .collect(toMap(partition -> partition, partition -> spec));
    return admin.listOffsets(wanted).all().get().entrySet().stream()
        .collect(toMap(Map.Entry::getKey, found -> found.getValue().offset()));
  }

  /** The changelog topics of the pipeline's stores. */
  SortedSet<String> changelogs() throws ExecutionException, InterruptedException {
    Set<String> groups =
        admin.listGroups().all().get().stream()
            .map(GroupListing::groupId)
            .collect(Collectors.toSet());
    return changelogs(applicationId, admin.listTopics().names().get(), groups);
  }

  /**
   * The changelog topics of an application. One that could also belong to a consumer group with a
   * longer name ({@code pipeline-2} beside {@code pipeline}) belongs to that one.
   *
   * @param topics all there are
   * @param groups all there are
   */
  static SortedSet<String> changelogs(
      String applicationId, Set<String> topics, Set<String> groups) {
    List<String> longer =
        groups.stream().filter(group -> group.startsWith(applicationId + "-")).toList();
    return topics.stream()
        .filter(topic -> isChangelogOf(applicationId, topic))
        .filter(topic -> longer.stream().noneMatch(group -> isChangelogOf(group, topic)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isChangelogOf(String applicationId, String topic) {
    return topic.startsWith(applicationId + "-") && topic.endsWith("-changelog");
  }

  /** Commits the offsets to start from. Kafka refuses if an instance has come up meanwhile. */
  void move(SortedMap<Integer, Move> moves) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    moves.forEach(
        (partition, move) ->
            offsets.put(
                new TopicPartition(audioTopic, partition), new OffsetAndMetadata(move.to())));
    try {
      admin.alterConsumerGroupOffsets(applicationId, offsets).all().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof GroupNotEmptyException) {
        throw stillRuns("");
      }
      throw e;
    }
  }

  /** Deletes topics and waits until they are gone, so that the next start makes new ones. */
  void delete(Set<String> topics) throws ExecutionException, InterruptedException {
    for (KafkaFuture<Void> deletion : admin.deleteTopics(topics).topicNameValues().values()) {
      awaitDeleted(deletion);
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!Collections.disjoint(admin.listTopics().names().get(), topics)) {
      if (System.nanoTime() - deadline > 0) {
        throw new CommandFailedException(
            "Kafka still shows topics %d s after they were deleted: %s"
                .formatted(atMost.toSeconds(), String.join(", ", topics)));
      }
      Thread.sleep(GONE_POLL_MILLIS);
    }
  }

  private static void awaitDeleted(KafkaFuture<Void> deletion)
      throws ExecutionException, InterruptedException {
    try {
      deletion.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e; // otherwise somebody was quicker
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
