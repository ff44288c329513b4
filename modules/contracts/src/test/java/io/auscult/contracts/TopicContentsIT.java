/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicContentsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  // Brokers refuse what is more than an hour ahead of them.
  private final Instant then = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(new TopicLayout(3, (short) 1));
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldReadWhatIsCommittedUpToTheEndAndStop() throws Exception {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("transactional.id", "writer");
    try (var producer = producer(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, Topics.CLIPS, 0, "a", then);
      send(producer, Topics.CLIPS, 2, "b", then);
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, Topics.CLIPS, 0, "aborted", then);
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, Topics.CLIPS, 2, "c", then);
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, Topics.CLIPS, 2, "open", then);
      producer.flush();

      assertThat(read(Topics.CLIPS, Instant.MIN)).containsExactlyInAnyOrder("a", "b", "c");
      producer.abortTransaction();
    }
  }

  @Test
  void shouldBeginInEachPartitionWithTheFirstThatIsNotEarlier() throws Exception {
    try (var producer = producer(client())) {
      send(producer, Topics.NORMALS, 0, "early", then.minusSeconds(1));
      send(producer, Topics.NORMALS, 0, "late", then);
      send(producer, Topics.NORMALS, 1, "later", then.plusSeconds(1));
      send(producer, Topics.NORMALS, 2, "never", then.minusSeconds(9));
    }

    assertThat(read(Topics.NORMALS, then)).containsExactlyInAnyOrder("late", "later");
  }

  @Test
  void shouldFindTheRecordAtAnOffset() throws Exception {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("transactional.id", "other-writer");
    try (var producer = producer(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, Topics.LABELS, 0, "first", then);
      send(producer, Topics.LABELS, 0, "second", then);
      producer.commitTransaction();
    }

    try (TopicContents contents = TopicContents.open(client(), Topics.LABELS, PATIENCE)) {
      assertThat(contents.at(0, 1))
          .map(record -> new String(record.value(), UTF_8))
          .contains("second");
      assertThat(contents.at(0, 2)).as("the marker of the transaction").isEmpty();
      assertThat(contents.at(0, 3)).as("the end").isEmpty();
      assertThat(contents.at(7, 0)).as("no such partition").isEmpty();
    }
  }

  @Test
  void shouldSayWhichTopicIsMissing() {
    TopicDefinition<?> nowhere =
        new TopicDefinition<>(
            "nowhere", Topics.LABELS.values(), TopicDefinition.Partitioning.FREE, Map.of());

    assertThat(catchThrowable(() -> TopicContents.open(client(), nowhere, PATIENCE)))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("has no topic nowhere");
  }

  @Test
  void shouldSayThatTheBrokerFellSilentInsteadOfWaitingForEver(@TempDir Path other)
      throws Exception {
    EmbeddedKafka mortal = EmbeddedKafka.start(other);
    Map<String, Object> settings = Map.of("bootstrap.servers", mortal.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(settings, PATIENCE)) {
      admin.create(new TopicLayout(1, (short) 1));
    }
    Throwable thrown;
    try (TopicContents contents =
        TopicContents.open(settings, Topics.LABELS, Duration.ofSeconds(1))) {
      mortal.close();
      thrown = catchThrowable(() -> contents.forEach(Instant.MIN, record -> {}));
    }

    assertThat(thrown)
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("auscult.labels");
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  private static List<String> read(TopicDefinition<?> topic, Instant since) throws Exception {
    List<String> values = new ArrayList<>();
    try (TopicContents contents = TopicContents.open(client(), topic, PATIENCE)) {
      contents.forEach(since, record -> values.add(new String(record.value(), UTF_8)));
    }
    return values;
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<String, byte[]> producer,
      TopicDefinition<?> topic,
      int partition,
      String text,
      Instant at) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic.name(), partition, at.toEpochMilli(), "key", text.getBytes(UTF_8)));
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
