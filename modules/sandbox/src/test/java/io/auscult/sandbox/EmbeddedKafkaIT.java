/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

  /** Daemon threads that the JDK and Kafka's metrics library start once. */
  private static final Set<String> JVM_WIDE =
      Set.of("Common-Cleaner", "metrics-meter-tick-thread-1", "metrics-meter-tick-thread-2");

  @TempDir Path folder;

  @Test
  void shouldShowOnlyCommittedRecordsToACommittedReader() throws Exception {
    // Given
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      createTopic(kafka, "sounds");

      // When
      try (KafkaProducer<String, String> producer = producer(kafka, "writer")) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("sounds", "aborted")).get();
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("sounds", "committed")).get();
        producer.commitTransaction();
      }

      // Then
      assertThat(readToEnd(kafka, "readers")).containsExactly("committed");
    }
  }

  @Test
  void shouldKeepRecordsAndCommittedOffsetsWhenStartedAgainInTheSameFolder() throws Exception {
    // Given
    try (EmbeddedKafka first = EmbeddedKafka.start(folder)) {
      createTopic(first, "sounds");
      send(first, "one");
      assertThat(readToEnd(first, "committed")).containsExactly("one");
    }

    // When
    try (EmbeddedKafka second = EmbeddedKafka.start(folder)) {
      send(second, "two");

      // Then
      assertThat(readToEnd(second, "committed")).containsExactly("two");
      assertThat(readToEnd(second, "fresh")).containsExactly("one", "two");
    }
  }

  @Test
  void shouldListenOnTheGivenPortOfLoopbackOnly() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    // When
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port)) {

      // Then
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      try (Socket toLoopback = new Socket(loopback(1), port)) {
        assertThat(toLoopback.isConnected()).isTrue();
      }
      assertThatThrownBy(() -> new Socket(loopback(2), port)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldSayInOneLineThatThePortIsInUse() throws Exception {
    // Given
    try (ServerSocket other = new ServerSocket(0, 1, loopback(1))) {
      Set<Thread> before = liveThreads();

      // When
      Throwable thrown =
          catchThrowable(() -> EmbeddedKafka.start(folder, other.getLocalPort()).close());

      // Then
      assertThat(thrown)
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining("Port " + other.getLocalPort() + " on 127.0.0.1 is in use");
      assertThat(thrown.getMessage()).doesNotContain("\n");
      assertThat(newThreads(before)).isEmpty();
    }
  }

  @Test
  void shouldRefuseAFolderThatAnotherNodeUses() throws Exception {
    // Given
    try (EmbeddedKafka running = EmbeddedKafka.start(folder)) {
      // When
      Throwable thrown = catchThrowable(() -> EmbeddedKafka.start(folder).close());

      // Then: this process lives, and so does the first node
      assertThat(thrown)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("is used by another embedded Kafka");
      assertThat(thrown.getMessage()).doesNotContain("\n");
      createTopic(running, "sounds");
      send(running, "still here");
      assertThat(readToEnd(running, "readers")).containsExactly("still here");
    }
  }

  @Test
  void shouldNotEndTheProcessWhenItsFolderHoldsNonsense() throws Exception {
    // Given
    Files.writeString(folder.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=x\n");

    // When
    Throwable thrown = catchThrowable(() -> EmbeddedKafka.start(folder).close());

    // Then
    assertThat(thrown).isInstanceOf(IOException.class).hasMessageContaining(folder.toString());
  }

  @Test
  void shouldSayThatTheDataFolderIsAFile() throws Exception {
    // Given
    Path file = Files.createFile(folder.resolve("file"));

    // When, then
    assertThatThrownBy(() -> EmbeddedKafka.start(file).close())
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is not a folder");
  }

  @Test
  void shouldLeaveNoThreadAndNoSocketBehind() throws Exception {
    // Given
    Set<Thread> before = liveThreads();
    EmbeddedKafka kafka = EmbeddedKafka.start(folder);
    String address = kafka.bootstrapServers();

    // When
    kafka.close();
    kafka.close();

    // Then
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    assertThatThrownBy(() -> new Socket(loopback(1), port)).isInstanceOf(IOException.class);
  }

  private static InetAddress loopback(int last) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  private static Set<Thread> liveThreads() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  private static List<String> newThreads(Set<Thread> before) {
    return liveThreads().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> !JVM_WIDE.contains(name))
        .collect(Collectors.toList());
  }

  private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
    }
  }

  private static void send(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer = producer(kafka, "sender")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("sounds", value)).get();
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedKafka kafka, String id) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", id),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Reads on where the group stands, up to the last committed record, and commits. */
  private static List<String> readToEnd(EmbeddedKafka kafka, String group) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                group,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("sounds"));
      List<String> values = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (ConsumerRecord<String, String> r : consumer.poll(Duration.ofMillis(100))) {
                  values.add(r.value());
                }
                return !consumer.assignment().isEmpty()
                    && consumer.endOffsets(consumer.assignment()).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
              });
      consumer.commitSync();
      return values;
    }
  }
}
