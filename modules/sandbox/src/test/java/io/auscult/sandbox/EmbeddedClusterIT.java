/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddedClusterIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODES = 3;

  @TempDir static Path folder;
  private static EmbeddedCluster cluster;
  private static Admin admin;

  private enum Loss {
    STOP {
      @Override
      void of(int node) {
        cluster.stop(node);
      }
    },
    KILL {
      @Override
      void of(int node) {
        cluster.kill(node);
      }
    };

    abstract void of(int node);
  }

  @BeforeAll
  static void start() throws IOException {
    cluster = EmbeddedCluster.start(folder, NODES);
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
  }

  @AfterEach
  void bringBack() throws IOException {
    for (int node = 1; node <= NODES; node++) {
      cluster.start(node);
    }
    awaitInSync(cluster);
  }

  @AfterAll
  static void stop() {
    admin.close(PATIENCE);
    cluster.close();
  }

  @Test
  void shouldKeepThreeCopiesOfTopicsOffsetsAndTransactionsAndAskForTwo() throws Exception {
    createTopic("copied");

    for (String topic : List.of("copied", "__consumer_offsets", "__transaction_state")) {
      assertThat(describe(topic).partitions())
          .as(topic)
          .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
      ConfigResource config = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      assertThat(get(admin.describeConfigs(List.of(config)).values().get(config)))
          .extracting(entries -> entries.get("min.insync.replicas").value())
          .as(topic)
          .isEqualTo("2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLoseNothingThatWasAcknowledgedWhenANodeGoesAndComesBack(Loss loss) throws Exception {
    // Given
    String topic = "acknowledged-" + loss;
    createTopic(topic);
    int leader = leader(topic);
    Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicBoolean enough = new AtomicBoolean();
    try (KafkaProducer<Integer, Integer> producer = producer(Map.of("acks", "all"))) {
      Thread sender = sender(producer, topic, acknowledged, enough);
      await().atMost(PATIENCE).until(() -> acknowledged.size() > 100);

      // When
      loss.of(leader);
      await().atMost(PATIENCE).until(() -> leader(topic) != leader);
      int atFailOver = acknowledged.size();
      await().atMost(PATIENCE).until(() -> acknowledged.size() > atFailOver + 100);
      await().atMost(PATIENCE).until(() -> inSync(topic) == 2);
      cluster.start(leader);
      awaitInSync(cluster);
      int atReturn = acknowledged.size();
      await().atMost(PATIENCE).until(() -> acknowledged.size() > atReturn + 100);
      enough.set(true);
      sender.join(PATIENCE.toMillis());
    }

    // Then
    await().atMost(PATIENCE).until(() -> inSync(topic) == 3);
    assertThat(readToEnd(cluster, topic))
        .doesNotHaveDuplicates()
        .isSorted()
        .containsAll(acknowledged);
  }

  @Test
  void shouldGoOnCommittingTransactionsWhenTheirCoordinatorIsKilled() throws Exception {
    // Given
    String topic = "coordinated";
    createTopic(topic);
    Queue<Integer> committed = new ConcurrentLinkedQueue<>();
    try (KafkaProducer<Integer, Integer> producer =
        producer(Map.of("transactional.id", topic, "max.block.ms", PATIENCE.toMillis()))) {
      producer.initTransactions();
      commit(producer, topic, 0, committed);
      int coordinator =
          get(admin.describeTransactions(List.of(topic)).description(topic)).coordinatorId();

      // When
      cluster.kill(coordinator);
      cluster.kill(coordinator);
      assertThat(cleanShutdown(coordinator)).doesNotExist();
      for (int n = 1; n < 20; n++) {
        commit(producer, topic, n, committed);
      }
      cluster.start(coordinator);
      for (int n = 20; n < 40; n++) {
        commit(producer, topic, n, committed);
      }
    }

    // Then
    assertThat(readToEnd(cluster, topic)).containsExactlyElementsOf(committed).hasSize(40);
  }

  @Test
  void shouldAbortTheTransactionOfAProducerThatVanishedSoonAfterItsTimeout() throws Exception {
    // Given
    String topic = "held-up";
    createTopic(topic);
    KafkaProducer<Integer, Integer> vanished =
        producer(Map.of("transactional.id", "vanished", "transaction.timeout.ms", 5_000));
    vanished.initTransactions();
    vanished.beginTransaction();
    vanished.send(new ProducerRecord<>(topic, 1)).get();
    long start = System.nanoTime();
    vanished.close(Duration.ZERO);

    // When
    try (KafkaProducer<Integer, Integer> next = producer(Map.of("transactional.id", "next"))) {
      next.initTransactions();
      commit(next, topic, 2, new ConcurrentLinkedQueue<>());
    }

    // Then: it was committed at once, but was held up for 5 to 6 s by the open transaction
    assertThat(readToEnd(cluster, topic)).containsExactly(2);
    Duration held = Duration.ofNanos(System.nanoTime() - start);
    assertThat(held).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(20));
  }

  @Test
  void shouldServeAtTheSameAddressAfterARestartAndNowhereInBetween() throws Exception {
    // Given
    String addresses = cluster.bootstrapServers();
    int port = Integer.parseInt(addresses.substring(addresses.lastIndexOf(':') + 1));

    // When, then
    cluster.stop(3);
    cluster.stop(3);
    assertThat(cleanShutdown(3)).exists();
    assertThatThrownBy(() -> connect(port)).isInstanceOf(IOException.class);
    assertThat(cluster.bootstrapServers()).isEqualTo(addresses);
    assertThat(cluster.inSync()).isFalse();
    cluster.start(3);
    connect(port);
    // A broker that is asked may learn of another a moment later.
    await()
        .untilAsserted(
            () ->
                assertThat(get(admin.describeCluster().nodes()))
                    .extracting(Node::id)
                    .containsExactlyInAnyOrder(1, 2, 3));
  }

  @Test
  void shouldRefuseNodesThatThereAreNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmbeddedCluster.start(folder, 0))
        .withMessage("a cluster needs at least one node, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cluster.kill(4))
        .withMessage("the nodes are 1 to 3, there is no 4");
  }

  @Test
  void shouldStopWithin30SecondsAndKeepItsRecordsForTheNextStart(@TempDir Path other)
      throws Exception {
    // Given
    EmbeddedCluster first = EmbeddedCluster.start(other, 2);
    createTopic(first, "kept");
    try (KafkaProducer<Integer, Integer> producer =
        producer(first, Map.of("transactional.id", "writer"))) {
      producer.initTransactions();
      commit(producer, "kept", 7, new ConcurrentLinkedQueue<>());
    }

    // When
    long start = System.nanoTime();
    first.close();
    first.close();

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    try (EmbeddedCluster second = EmbeddedCluster.start(other, 2)) {
      assertThat(readToEnd(second, "kept")).containsExactly(7);
    }
  }

  /** Sends 0, 1, 2, ... in a thread of its own. */
  private static Thread sender(
      KafkaProducer<Integer, Integer> producer,
      String topic,
      Queue<Integer> acknowledged,
      AtomicBoolean enough) {
    Thread sender =
        new Thread(
            () -> {
              for (int n = 0; !enough.get(); n++) {
                send(producer, topic, n, acknowledged);
              }
            },
            "sender");
    sender.setDaemon(true);
    sender.start();
    return sender;
  }

  private static void send(
      KafkaProducer<Integer, Integer> producer, String topic, int n, Queue<Integer> acknowledged) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic, n),
            (metadata, error) -> {
              if (error == null) {
                acknowledged.add(n);
              }
            });
    // Some in flight at any time, but not a buffer full of them
    await().pollDelay(Duration.ofMillis(1)).until(() -> n - acknowledged.size() < 1_000);
  }

  private static void commit(
      KafkaProducer<Integer, Integer> producer, String topic, int n, Queue<Integer> committed)
      throws Exception {
    producer.beginTransaction();
    Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, n));
    producer.commitTransaction();
    sent.get();
    committed.add(n);
  }

  private static KafkaProducer<Integer, Integer> producer(Map<String, Object> settings) {
    return producer(cluster, settings);
  }

  private static KafkaProducer<Integer, Integer> producer(
      EmbeddedCluster cluster, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", cluster.bootstrapServers());
    return new KafkaProducer<>(all, new IntegerSerializer(), new IntegerSerializer());
  }

  private static List<Integer> readToEnd(EmbeddedCluster cluster, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<Integer, Integer> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers",
                    cluster.bootstrapServers(),
                    "isolation.level",
                    "read_committed"),
                new IntegerDeserializer(),
                new IntegerDeserializer());
        KafkaConsumer<Integer, Integer> uncommitted =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
      long end = uncommitted.endOffsets(List.of(partition)).get(partition);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<Integer> values = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                for (ConsumerRecord<Integer, Integer> r : consumer.poll(Duration.ofMillis(100))) {
                  values.add(r.value());
                }
                return consumer.position(partition) >= end;
              });
      return values;
    }
  }

  private static void createTopic(String name) throws Exception {
    createTopic(cluster, name);
  }

  private static void createTopic(EmbeddedCluster cluster, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      get(admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all());
    }
  }

  /** The broker that answers may not have heard of a new topic yet. */
  private static TopicDescription describe(String topic) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic),
            Objects::nonNull);
  }

  /** Of the only partition; -1 while there is none. */
  private static int leader(String topic) {
    return Stream.ofNullable(describe(topic).partitions().get(0).leader())
        .mapToInt(Node::id)
        .findFirst()
        .orElse(-1);
  }

  private static int inSync(String topic) {
    return describe(topic).partitions().get(0).isr().size();
  }

  private static <T> T get(KafkaFuture<T> future) throws Exception {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void awaitInSync(EmbeddedCluster cluster) {
    await().atMost(PATIENCE).until(cluster::inSync);
  }

  /** By which Kafka knows that it need not examine its files. */
  private static Path cleanShutdown(int node) {
    return folder.resolve("node-" + node).resolve(".kafka_cleanshutdown");
  }

  private static void connect(int port) throws IOException {
    new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port).close();
  }
}
