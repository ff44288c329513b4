/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** {@code auscult reset}, on a real broker and with a small pipeline that counts. */
class ResetIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String INSTANCE = "instance-1";

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static Admin admin;

  private String application;

  /** Each partition has one record. */
  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    admin = Admin.create(client());
    try (TopicAdmin topics = TopicAdmin.connect(client(), PATIENCE)) {
      topics.create(new TopicLayout(2, (short) 1));
    }
    publish(0, "first");
    publish(1, "second");
  }

  @AfterAll
  static void stop() {
    admin.close(PATIENCE);
    kafka.close();
  }

  @BeforeEach
  void nameApplication(TestInfo test) {
    application = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void shouldForgetAllAndListenFromTheOldestSound() throws Exception {
    count();
    assertThat(changelogs()).contains(application + "-counts-changelog");
    assertThat(state().resolve(application)).isDirectory();

    JsonNode json =
        succeed("--to", "earliest", "--state-folder", state().toString(), "--yes", "--json").json();

    assertThat(json.path("executed").asBoolean()).isTrue();
    assertThat(json.path("changelogs"))
        .extracting(JsonNode::asText)
        .containsExactly(application + "-counts-changelog");
    assertThat(json.at("/offsets/1/from").asLong()).isEqualTo(1);
    assertThat(json.at("/offsets/1/to").asLong()).isZero();
    assertThat(changelogs()).doesNotContain(application + "-counts-changelog");
    assertThat(state().resolve(application)).doesNotExist();
    assertThat(committed()).isEqualTo(Map.of(0, 0L, 1, 0L));
    assertThat(count()).as("counted anew").isEqualTo(Map.of("first", 1L, "second", 1L));
  }

  @Test
  void shouldListenFromNowOnUnlessItIsToldOtherwise() throws Exception {
    count();
    succeed("--to", "earliest", "--yes");
    assertThat(committed()).isEqualTo(Map.of(0, 0L, 1, 0L));

    succeed("--yes");

    assertThat(committed()).isEqualTo(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void shouldListenFromATimeOn() throws Exception {
    count();

    succeed("--to", "2001-01-01T00:00Z", "--yes");
    assertThat(committed()).isEqualTo(Map.of(0, 0L, 1, 0L));

    // Nothing has come since: from now on.
    succeed("--to", Instant.now().plusSeconds(60).toString(), "--yes");
    assertThat(committed()).isEqualTo(Map.of(0, 1L, 1, 1L));
  }

  @Test
  void shouldChangeNothingInADryRunButSayAllThatWouldBeDone() throws Exception {
    count();
    Map<Integer, Long> before = committed();

    CommandRun run = succeed("--to", "earliest", "--state-folder", state().toString(), "--dry-run");

    assertThat(run.out())
        .contains("read auscult.audio 0 from offset 0 (earliest)")
        .contains("delete the topic " + application + "-counts-changelog")
        .contains("delete the folder " + state().resolve(application));
    assertThat(run.errors()).contains("nothing was changed");
    assertThat(committed()).isEqualTo(before);
    assertThat(changelogs()).contains(application + "-counts-changelog");
    assertThat(state().resolve(application)).isDirectory();
  }

  @Test
  void shouldAskAtATerminalAndDoNothingElsewhereWithoutAYes() throws Exception {
    count();

    CommandRun unattended = run("--to", "earliest");
    CommandRun no = answering("\n", "--to", "earliest");
    assertThat(changelogs()).contains(application + "-counts-changelog");
    CommandRun yes = answering("y\n", "--to", "earliest");

    assertThat(unattended.exitCode()).isEqualTo(1);
    assertThat(unattended.errors()).contains("auscult: nothing was changed: add --yes to do it");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.errors()).contains("Let pipeline " + application + " start over? [y/N]");
    assertThat(yes.exitCode()).isZero();
    assertThat(changelogs()).doesNotContain(application + "-counts-changelog");
  }

  @Test
  void shouldRefuseWhileAnInstanceRuns() throws Exception {
    CommandRun run = whileItCounts(new ConcurrentHashMap<>(), () -> run("--yes"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors().strip())
        .startsWith("auscult: pipeline " + application + " still runs (" + INSTANCE)
        .contains("stop every instance first")
        .hasLineCount(1);
    assertThat(changelogs()).contains(application + "-counts-changelog");
  }

  @Test
  void shouldSayThatThereIsNoSuchPipeline() {
    CommandRun run = run("--yes");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().strip())
        .contains("there is nothing of a pipeline '" + application + "'")
        .hasLineCount(1);
  }

  @Test
  void shouldRefuseAnApplicationIdThatLeadsElsewhere() {
    application = "../counter";

    assertThat(run("--yes", "--state-folder", state().toString()).errors())
        .contains("--application-id '../counter'");
  }

  @Test
  void shouldCallItBadUsageWhereItIsNotClearFromWhere() {
    CommandRun run = run("--to", "yesterday");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().strip()).contains("earliest", "latest").hasLineCount(1);
  }

  /** Lets a pipeline that counts records by key run until it has read everything. */
  private Map<String, Long> count() throws Exception {
    Map<String, Long> counts = new ConcurrentHashMap<>();
    whileItCounts(counts, () -> null);
    return counts;
  }

  private <T> T whileItCounts(Map<String, Long> counts, Callable<T> action) throws Exception {
    try (KafkaStreams streams = new KafkaStreams(topology(counts), streamsSettings())) {
      streams.start();
      await().atMost(PATIENCE).until(() -> committed().equals(Map.of(0, 1L, 1, 1L)));
      T result = action.call();
      streams.close(
          CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
              .withTimeout(PATIENCE));
      return result;
    }
  }

  private static Topology topology(Map<String, Long> counts) {
    ProcessorSupplier<String, String, Void, Void> counter =
        () ->
            new ContextualProcessor<>() {
              @Override
              public void process(Record<String, String> record) {
                KeyValueStore<String, Long> store = context().getStateStore("counts");
                Long before = store.get(record.key());
                store.put(record.key(), before == null ? 1 : before + 1);
                counts.put(record.key(), store.get(record.key()));
              }
            };
    return new Topology()
        .addSource("audio", new StringDeserializer(), new StringDeserializer(), Topics.AUDIO.name())
        .addProcessor("count", counter, "audio")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("counts"), Serdes.String(), Serdes.Long()),
            "count");
  }

  private Properties streamsSettings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, state().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.consumerPrefix("group.instance.id"), INSTANCE);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    return settings;
  }

  private static Path state() {
    return folder.resolve("state");
  }

  private static void publish(int partition, String text) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(Topics.AUDIO.name(), partition, text, text)).get();
    }
  }

  private static Set<String> changelogs() throws Exception {
    return admin.listTopics().names().get().stream()
        .filter(topic -> topic.endsWith("-changelog"))
        .collect(Collectors.toSet());
  }

  private Map<Integer, Long> committed() throws Exception {
    Map<Integer, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets(application)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    return offsets;
  }

  /** Runs the command with somebody at the terminal. */
  private CommandRun answering(String answer, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(UTF_8)));
    System.setProperty("auscult.terminal.in", "true");
    try {
      return run(arguments);
    } finally {
      System.clearProperty("auscult.terminal.in");
      System.setIn(before);
    }
  }

  private CommandRun succeed(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.exitCode()).as("%s: %s", List.of(arguments), run.errors()).isZero();
    return run;
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.of(
                Stream.of("reset", "--application-id", application),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()),
                Stream.of(arguments))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
