/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/** What the brokers know; they are given 20 s to say it. */
final class Brokers implements AutoCloseable {

  private static final long WITHIN_SECONDS = 20;

  private final Admin admin;

  Brokers(Map<String, Object> clientSettings) {
    admin = Admin.create(clientSettings);
  }

  /**
   * Bytes of every topic by name: as they came over the wire, compressed, every replica counted,
   * transaction markers included.
   */
  Map<String, Long> topicBytes() throws InterruptedException, ExecutionException, TimeoutException {
    List<Integer> brokers = answer(admin.describeCluster().nodes()).stream().map(Node::id).toList();
    Map<String, Long> bytes = new TreeMap<>();
    answer(admin.describeLogDirs(brokers).allDescriptions())
        .forEach((broker, folders) -> folders.values().forEach(folder -> add(folder, bytes)));
    return bytes;
  }

  private static void add(LogDirDescription folder, Map<String, Long> bytes) {
    folder
        .replicaInfos()
        .forEach((partition, replica) -> bytes.merge(partition.topic(), replica.size(), Long::sum));
  }

  /** How many records of a topic, whose partitions begin at 0, a consumer group has committed. */
  long committed(String group, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(partition -> partition.getKey().topic().equals(topic))
        .map(Map.Entry::getValue)
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private static <T> T answer(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close();
  }
}
