/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import static java.util.Objects.requireNonNull;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** Where a replay begins and ends in {@code auscult.audio}, and what it leaves behind in Kafka. */
final class ReplayCluster implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final long RETRY_MILLIS = 100;
  private static final ListOffsetsOptions COMMITTED =
      new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

  private final Admin admin;
  private final String applicationId;

  /**
   * @throws BrokerUnavailableException if the settings are unusable
   */
  ReplayCluster(Map<String, Object> clientSettings, String applicationId)
      throws BrokerUnavailableException {
    this.applicationId = applicationId;
    try {
      admin = Admin.create(clientSettings);
    } catch (KafkaException e) {
      throw new BrokerUnavailableException("Cannot reach Kafka: " + e.getMessage(), e);
    }
  }

  /** The offsets after the last records of {@code auscult.audio}. */
  Map<TopicPartition, Long> ends(int partitions)
      throws BrokerUnavailableException, InterruptedException {
    return offsets(partitions, OffsetSpec.latest());
  }

  /**
   * The offsets of the first records that arrived at that time or later; the ends where there are
   * none. Sound cannot arrive before it is captured, but long after.
   */
  Map<TopicPartition, Long> starts(Map<TopicPartition, Long> ends, Instant arrivedFrom)
      throws BrokerUnavailableException, InterruptedException {
    Map<TopicPartition, Long> starts = new HashMap<>(ends);
    offsets(ends.size(), OffsetSpec.forTimestamp(arrivedFrom.toEpochMilli()))
        .forEach(
            (partition, offset) -> {
              if (offset >= 0) {
                starts.merge(partition, offset, Math::min);
              }
            });
    return starts;
  }

  private Map<TopicPartition, Long> offsets(int partitions, OffsetSpec spec)
      throws BrokerUnavailableException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      wanted.put(new TopicPartition(Topics.AUDIO.name(), partition), spec);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer("say where the sound lies", admin.listOffsets(wanted, COMMITTED).all())
        .forEach((partition, result) -> offsets.put(partition, result.offset()));
    return offsets;
  }

  /** Lets the application begin there. */
  void seek(Map<TopicPartition, Long> starts)
      throws BrokerUnavailableException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    starts.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    var unused =
        answer("set offsets", admin.alterConsumerGroupOffsets(applicationId, offsets).all());
  }

  /** How many records the application has yet to commit up to these ends. */
  long left(Map<TopicPartition, Long> ends)
      throws BrokerUnavailableException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        answer(
            "tell committed offsets",
            admin.listConsumerGroupOffsets(applicationId).partitionsToOffsetAndMetadata());
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata at = committed.get(end.getKey());
      left += Math.max(0, end.getValue() - (at == null ? 0 : at.offset()));
    }
    return left;
  }

  /** Those of the topics that exist, and the application's internal ones. */
  List<String> existing(Collection<String> topics)
      throws BrokerUnavailableException, InterruptedException {
    return answer("list the topics", admin.listTopics().names()).stream()
        .filter(topic -> topics.contains(topic) || isInternal(topic))
        .sorted()
        .toList();
  }

  private boolean isInternal(String topic) {
    return topic.startsWith(applicationId + "-")
        && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
  }

  /** Whether a process works under the application id. */
  boolean isRunning() throws BrokerUnavailableException, InterruptedException {
    var group = admin.describeConsumerGroups(List.of(applicationId)).describedGroups();
    try {
      return !answer("describe " + applicationId, requireNonNull(group.get(applicationId)))
          .members()
          .isEmpty();
    } catch (BrokerUnavailableException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** Deletes topics and waits until they are gone. */
  void delete(List<String> topics) throws BrokerUnavailableException, InterruptedException {
    var unused = answer("delete topics", admin.deleteTopics(topics).all());
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (answer("list the topics", admin.listTopics().names()).stream()
        .anyMatch(topics::contains)) {
      if (System.nanoTime() > deadline) {
        throw new BrokerUnavailableException("Kafka does not delete " + topics, null);
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /** Deletes the application's consumer group, once its members have left it. */
  void deleteGroup() throws BrokerUnavailableException, InterruptedException {
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (true) {
      try {
        var unused =
            answer("delete the group", admin.deleteConsumerGroups(List.of(applicationId)).all());
        return;
      } catch (BrokerUnavailableException e) {
        if (e.getCause() instanceof GroupIdNotFoundException) {
          return;
        }
        if (!(e.getCause() instanceof GroupNotEmptyException) || System.nanoTime() > deadline) {
          throw e;
        }
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private static <T> T answer(String what, KafkaFuture<T> future)
      throws BrokerUnavailableException, InterruptedException {
    try {
      return future.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new BrokerUnavailableException(
          "Kafka refuses to %s: %s".formatted(what, String.valueOf(e.getCause())), e.getCause());
    } catch (TimeoutException e) {
      throw new BrokerUnavailableException(
          "Kafka took longer than %d s to %s".formatted(WITHIN.toSeconds(), what), e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
