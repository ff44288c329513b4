/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.AnomalyHistory;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that writes through an Apicurio registry, and who reads what it wrote. */
@Tag("system")
class RegistrySystemIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final SimulatedMachine MACHINE = Plant.of(2).machines().get(0);
  private static final String MACHINE_ID =
      "%s/id_%02d".formatted(MACHINE.type().id(), MACHINE.individual());

  @TempDir private static Path folder;
  private EmbeddedKafka kafka;
  private Map<String, Object> client = Map.of();
  private static Path model;
  private Apicurio registry;

  @BeforeAll
  static void trainOnce() throws Exception {
    model = train();
  }

  @BeforeEach
  void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(Files.createTempDirectory(folder, "kafka"));
    client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (TopicAdmin topics = TopicAdmin.connect(client, PATIENCE)) {
      topics.create(TopicLayout.standard());
    }
  }

  @AfterEach
  void stopKafka() throws Exception {
    kafka.close();
  }

  @Test
  void shouldLetAnybodyReadAnomaliesAndGoOnWithoutTheRegistry() throws Exception {
    registry = Apicurio.start(folder);
    // Given: a machine that any sound of is an anomaly
    alarmAtAnything();
    try (Child pipeline = pipeline(registry.url(), "--model", model.toString());
        Microphone microphone = microphone(5)) {

      // When
      microphone.hear(60);
      String anomaly = awaitAnomaly(pipeline);

      // Then
      assertThat(registry.get("/subjects"))
          .contains(Topics.published().stream().map(topic -> topic.name() + "-value").toList())
          .doesNotContain("changelog", Topics.MODELS.name(), Topics.AUDIO.name());
      assertThat(tail()).contains(anomaly);
      assertThatConsumerPrints(javaConsumer(), anomaly);
      assertThatConsumerPrints(pythonConsumer(), anomaly);

      // When
      awaitScores(pipeline, microphone.now());
      registry.close();
      microphone.hear(60);

      // Then
      awaitScores(pipeline, microphone.now());
    } finally {
      registry.close();
    }
  }

  @Test
  void shouldWaitForTheRegistryAndGiveUpNoRecordMeanwhile() throws Exception {
    registry = Apicurio.start(folder);
    String schema = Files.readString(ROOT.resolve("schemas/AudioChunk.avsc"));
    int id = registry.register("another.gateway-value", schema);
    try (Child pipeline =
            pipeline(registry.url(), "--model", model.toString(), "--application-id", "patient");
        Microphone microphone = microphone(6)) {
      // Given
      microphone.hear(30);
      awaitScores(pipeline, microphone.now());
      long lettersBefore = deadLetters().size();

      // When: what another gateway has written comes while the registry hangs
      registry.suspend();
      microphone.writeThroughRegistry(id);
      microphone.hear(30);
      await()
          .atMost(PATIENCE)
          .until(() -> pipeline.errors().contains("begins anew, the schema registry is needed"));
      registry.resume();

      // Then
      awaitScores(pipeline, microphone.now());
      assertThat(deadLetters()).hasSize(Math.toIntExact(lettersBefore));

      // When: nobody ever registered that
      microphone.writeThroughRegistry(4711);
      microphone.hear(1);

      // Then
      await().atMost(PATIENCE).until(() -> deadLetters().size() == lettersBefore + 1);
      pipeline.requireAlive();
    } finally {
      registry.close();
    }
  }

  @Test
  void shouldNotStartWithoutTheRegistry() throws Exception {
    // Given
    String url = "http://127.0.0.1:%d/apis/ccompat/v7".formatted(Apicurio.freePort());

    // When
    try (Child pipeline = pipeline(url)) {

      // Then
      assertThat(pipeline.exitCode()).isEqualTo(1);
      assertThat(lastLine(pipeline.errors()))
          .isEqualTo(
              "auscult: The schema registry at %s does not answer (ConnectException)"
                  .formatted(url));
    }
  }

  @Test
  void shouldNotStartWhereTheRegistryRefusesASchema() throws Exception {
    registry = Apicurio.start(folder);
    try {
      // Given
      String subject = Topics.ANOMALIES.name() + "-value";
      registry.register(
          subject,
          "{'type':'record','name':'AnomalyEvent','namespace':'io.auscult.contracts','fields':[{'name':'x','type':'int'}]}"
              .replace('\'', '"'));
      registry.requireCompatibility(subject);

      // When
      try (Child pipeline = pipeline(registry.url())) {

        // Then
        assertThat(pipeline.exitCode()).isEqualTo(1);
        assertThat(lastLine(pipeline.errors()))
            .startsWith(
                "auscult: The schema registry at %s refuses the schema of %s as incompatible"
                    .formatted(registry.url(), subject));
      }
    } finally {
      registry.close();
    }
  }

  @Test
  void shouldReadWhatEveryReleasedVersionWroteThroughTheRegistry() throws Exception {
    registry = Apicurio.start(folder);
    try {
      for (Path file : released()) {
        // Given
        String text = Files.readString(file);
        Schema written = new Schema.Parser().parse(text);
        int id = registry.register("released." + file.getParent().getFileName(), text);
        TopicDefinition<SpecificRecord> topic =
            new TopicDefinition<>(
                "any",
                AvroSerde.oneOf(List.of(type(written))),
                TopicDefinition.Partitioning.FREE,
                Map.of());

        for (Object record : new RandomData(written, 20, 1)) {
          // When
          SpecificRecord read =
              topic
                  .values(Map.of("schema.registry.url", registry.url()))
                  .deserializer()
                  .deserialize("any", confluent(id, written, record));

          // Then
          assertThat(read.getSchema().getFullName()).isEqualTo(written.getFullName());
        }
      }
    } finally {
      registry.close();
    }
  }

  private static List<Path> released() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("schemas/history"))) {
      List<Path> schemas = files.filter(file -> file.toString().endsWith(".avsc")).toList();
      assertThat(schemas).isNotEmpty();
      return schemas;
    }
  }

  private static Class<? extends SpecificRecord> type(Schema schema) {
    Class<?> type = SpecificData.get().getClass(schema);
    return type.asSubclass(SpecificRecord.class);
  }

  private static byte[] confluent(int id, Schema schema, Object record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private Microphone microphone(long seed) {
    Instant start = Instant.now().minus(Duration.ofHours(1));
    return new Microphone(client, MACHINE_ID, MACHINE, seed, start);
  }

  private void alarmAtAnything() throws Exception {
    run(
        "machines",
        "threshold",
        MACHINE_ID,
        "--open",
        "0.001",
        "--close",
        "0.001",
        "--bootstrap-servers",
        kafka.bootstrapServers(),
        "--kafka",
        "schema.registry.url=" + registry.url());
  }

  private static Path train() throws Exception {
    String plant = folder.resolve("plant").toString();
    String model = folder.resolve("model.zip").toString();
    run("simulate", "--out", plant, "--machines", "2", "--clips", "10");
    run("train", "--data", plant, "--out", model, "--epochs", "1", "--window", "64");
    return Path.of(model);
  }

  private static String run(String... arguments) throws Exception {
    try (Child command = Child.auscult(folder, arguments)) {
      return command.output();
    }
  }

  private Child pipeline(String registryUrl, String... further) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "pipeline",
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--kafka",
                "schema.registry.url=" + registryUrl,
                "--state-folder",
                Files.createTempDirectory(folder, "state").toString(),
                "--http-port",
                "0"));
    arguments.addAll(List.of(further));
    return Child.auscult(folder, arguments.toArray(String[]::new));
  }

  private Map<String, Object> reader() {
    return Map.of(
        "bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
  }

  private String awaitAnomaly(Child pipeline) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              pipeline.requireAlive();
              return new AnomalyHistory(reader(), PATIENCE)
                  .lastEvents().keySet().stream().findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** Until all sound is scored but that of a window that is not complete. */
  private void awaitScores(Child pipeline, Instant heardUntil) {
    Deserializer<WindowScore> scores = Topics.SCORES.values(reader()).deserializer();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              pipeline.requireAlive();
              List<Instant> ends = new ArrayList<>();
              for (byte[] value : values(Topics.SCORES)) {
                assertThat(value[0]).as("Confluent's first byte").isZero();
                ends.add(scores.deserialize(Topics.SCORES.name(), value).getWindowEnd());
              }
              return ends.stream().anyMatch(end -> end.isAfter(heardUntil.minus(WINDOW)));
            });
  }

  private List<byte[]> deadLetters() throws Exception {
    return values(Topics.DEAD_LETTERS);
  }

  private List<byte[]> values(TopicDefinition<?> topic) throws Exception {
    List<byte[]> values = new ArrayList<>();
    try (TopicContents contents = TopicContents.open(client, topic, PATIENCE)) {
      contents.forEach(Instant.MIN, record -> values.add(record.value()));
    }
    return values;
  }

  private String tail() throws Exception {
    return run(
        "tail",
        "anomalies",
        "--bootstrap-servers",
        kafka.bootstrapServers(),
        "--kafka",
        "schema.registry.url=" + registry.url(),
        "--from-beginning",
        "--limit",
        "1",
        "--json");
  }

  private Child javaConsumer() throws IOException {
    return Child.java(
        folder,
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ROOT.resolve("docs/consumers/java/AnomalyConsumer.java").toString(),
            kafka.bootstrapServers(),
            registry.ownUrl(),
            "java-consumer"));
  }

  private Child pythonConsumer() throws IOException {
    return Child.start(
        folder,
        List.of(
            "/usr/bin/python3",
            ROOT.resolve("docs/consumers/python/anomalies.py").toString(),
            kafka.bootstrapServers(),
            registry.url(),
            "python-consumer"));
  }

  private static void assertThatConsumerPrints(Child consumer, String anomaly) {
    try (consumer) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.requireAlive();
                return consumer.out().contains("%s %s OPENED".formatted(MACHINE_ID, anomaly));
              });
    }
  }

  private static String lastLine(String text) {
    List<String> lines = text.strip().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
