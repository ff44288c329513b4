/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Does once what exactly-once processing does: a record and an offset in one transaction, read back
 * committed. A node that registered itself may still lack the coordinators' topics for that.
 */
final class ReadyCheck {

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private ReadyCheck() {}

  /** Returns once it has worked; each step may take a minute. */
  static void run(String bootstrapServers)
      throws ExecutionException, InterruptedException, TimeoutException {
    String name = "ready-" + Uuid.randomUuid();
    TopicPartition partition = new TopicPartition(name, 0);
    int millis = Math.toIntExact(WITHIN.toMillis());
    Map<String, Object> client =
        Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", millis);
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
          .all()
          .get(millis, TimeUnit.MILLISECONDS);
      try (KafkaConsumer<String, String> consumer = consumer(bootstrapServers, name, millis)) {
        writeInTransaction(bootstrapServers, partition, consumer, millis);
        readBack(consumer, partition);
        consumer.commitSync();
      }
      admin.deleteTopics(List.of(name)).all().get(millis, TimeUnit.MILLISECONDS);
      admin.deleteConsumerGroups(List.of(name)).all().get(millis, TimeUnit.MILLISECONDS);
    }
  }

  private static KafkaConsumer<String, String> consumer(
      String bootstrapServers, String group, int millis) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "default.api.timeout.ms",
            millis,
            "group.id",
            group,
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false),
        new StringDeserializer(),
        new StringDeserializer());
  }

  private static void writeInTransaction(
      String bootstrapServers,
      TopicPartition partition,
      KafkaConsumer<String, String> consumer,
      int millis)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "transactional.id", partition.topic(),
                "max.block.ms", millis),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      Future<RecordMetadata> sent =
          producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), "", ""));
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(0)), consumer.groupMetadata());
      producer.commitTransaction();
      sent.get();
    }
  }

  private static void readBack(KafkaConsumer<String, String> consumer, TopicPartition partition)
      throws TimeoutException {
    consumer.assign(List.of(partition));
    long deadline = System.nanoTime() + WITHIN.toNanos();
    while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("a committed record could not be read within " + WITHIN);
      }
    }
  }
}
