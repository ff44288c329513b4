/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.sandbox.ListenerSecurity;
import io.auscult.simulator.MachineType;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SimulatedMachine;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in this process, and brokers that are not as they should be. */
class GatewayServiceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SOURCES =
      """
      sources:
        - {name: microphone, machine: fan-7, simulated: {type: FAN, id: 0, seed: 5}}
      """;

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldCaptureWhileThereIsNoBrokerYetAndBringAllWhenItComes() throws Exception {
    // Given
    int port = freePort();
    try (GatewayService gateway = start("127.0.0.1:" + port, "")) {
      await().atMost(PATIENCE).until(() -> metric(gateway, "auscult_gateway_chunks_total") >= 3);
      assertThat(page(gateway, "/health/ready").statusCode()).isEqualTo(200);

      // When
      try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), port)) {
        createTopics(kafka);

        // Then
        awaitChunksFromTheFirstOn(kafka, 5);
      }
    }
  }

  @Test
  void shouldGoOnWhereItWasWhenABrokerThatWasAwayComesBack() throws Exception {
    // Given
    EmbeddedKafka first = EmbeddedKafka.start(folder.resolve("kafka"));
    int port = Integer.parseInt(first.bootstrapServers().replaceAll(".*:", ""));
    createTopics(first);
    try (GatewayService gateway = start(first.bootstrapServers(), "")) {
      awaitChunksFromTheFirstOn(first, 2);

      // When
      first.close();
      double captured = metric(gateway, "auscult_gateway_chunks_total");
      await()
          .atMost(PATIENCE)
          .until(() -> metric(gateway, "auscult_gateway_chunks_total") >= captured + 4);
      try (EmbeddedKafka second = EmbeddedKafka.start(folder.resolve("kafka"), port)) {

        // Then
        awaitChunksFromTheFirstOn(second, (int) captured + 4);
      }
    }
  }

  @Test
  void shouldSayThatATopicIsMissingAndBringAllWhenItIsThere() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        GatewayService gateway = start(kafka.bootstrapServers(), "")) {
      awaitWhy(gateway, "has no topic auscult.audio: run `auscult topics create`");

      // When
      createTopics(kafka);

      // Then
      awaitChunksFromTheFirstOn(kafka, 3);
    }
  }

  @Test
  void shouldNameTheTopicsLimitWhenItTakesNoChunkAndLoseNone() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      createTopics(kafka);
      setMaxMessageBytes(kafka, 1000);
      try (GatewayService gateway = start(kafka.bootstrapServers(), "")) {
        awaitWhy(gateway, "raise the topic's max.message.bytes");

        // When
        setMaxMessageBytes(kafka, 1_048_588);

        // Then
        awaitChunksFromTheFirstOn(kafka, 3);
      }
    }
  }

  @Test
  void shouldNameTheProducersLimitWhenItTakesNoChunk() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      createTopics(kafka);
      try (GatewayService gateway = start(kafka.bootstrapServers(), ", max.request.size: 1000")) {
        awaitWhy(gateway, "raise kafka.max.request.size");
        assertThat(metric(gateway, "auscult_gateway_spool_bytes")).isPositive();
      }
    }
  }

  @Test
  void shouldSayThatItMayNotWriteAndLoseNothingUntilItMay() throws Exception {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.startSecured(
            folder.resolve("kafka"), ListenerSecurity.passwords(Map.of("hall-1", "s3cret")))) {
      createTopics(kafka);
      try (GatewayService gateway = start(kafka.securedBootstrapServers(), credentials("s3cret"))) {
        awaitWhy(gateway, "does not let this gateway write to auscult.audio (publish.audioTopic)");

        // When: WRITE on the two topics is all that a gateway needs
        allowToWrite(kafka, "hall-1", "auscult.audio");
        awaitWhy(gateway, "write to auscult.health (publish.healthTopic)");
        allowToWrite(kafka, "hall-1", "auscult.health");

        // Then
        awaitChunksFromTheFirstOn(kafka, 3);
      }
    }
  }

  @Test
  void shouldSayThatItsPasswordIsWrongAndNotWhatItIs() throws Exception {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.startSecured(
            folder.resolve("kafka"), ListenerSecurity.passwords(Map.of("hall-1", "s3cret")))) {
      createTopics(kafka);
      try (GatewayService gateway = start(kafka.securedBootstrapServers(), credentials("wr0ng"))) {
        awaitWhy(gateway, "does not know this gateway: check kafka.security.protocol");
        assertThat(page(gateway, "/health/live").body()).doesNotContain("wr0ng");
      }
    }
  }

  @Test
  void shouldPublishWithACertificateOfItsOwnAndBeHeldToItsName() throws Exception {
    // Given
    Certificates certificates = Certificates.make(folder, "s3cret");
    certificates.make("hall-1");
    try (EmbeddedKafka kafka =
        EmbeddedKafka.startSecured(
            folder.resolve("kafka"),
            ListenerSecurity.certificates(
                certificates.keyStore("broker"), certificates.trustStore(), "s3cret"))) {
      createTopics(kafka);
      allowToWrite(kafka, "CN=hall-1", "auscult.health");
      try (GatewayService gateway =
          start(kafka.securedBootstrapServers(), certificates.settings("hall-1"))) {
        awaitWhy(gateway, "does not let this gateway write to auscult.audio");

        // When
        allowToWrite(kafka, "CN=hall-1", "auscult.audio");

        // Then
        awaitChunksFromTheFirstOn(kafka, 3);
      }
    }
  }

  @Test
  void shouldPublishTheSameSamplesAsFlac() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      createTopics(kafka);
      try (GatewayService gateway =
          start(kafka.bootstrapServers(), "", "publish: {encoding: FLAC}")) {
        // When
        AudioChunk chunk = awaitChunksFromTheFirstOn(kafka, 1).get(0);

        // Then
        float[] expected = new float[chunk.getSampleCount()];
        SimulatedMachine machine = new SimulatedMachine(MachineType.FAN, 0, Plant.DEFAULT_SNR_DB);
        machine
            .start(new SeedSpace(5).seed(SeedSpace.Purpose.DEMO, machine, 0))
            .render(expected, 0, expected.length);
        float[] published =
            Flac.decode("chunk", chunk.getSamples(), chunk.getSampleCount()).channels()[0];
        assertThat(chunk.getEncoding()).isEqualTo(AudioEncoding.FLAC);
        assertThat(Pcm16.encode(published, 0, published.length))
            .isEqualTo(Pcm16.encode(expected, 0, expected.length));
        assertThat(gateway.port()).isPositive();
      }
    }
  }

  private GatewayService start(String bootstrapServers, String kafka, String... further)
      throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: "%s"%s}
        spool: {folder: "%s"}
        http: {port: 0}
        %s
        %s
        """
            .formatted(
                bootstrapServers,
                kafka,
                folder.resolve("spool"),
                String.join("\n", further),
                SOURCES));
    return GatewayService.start(GatewaySettings.read(file, Map.of()));
  }

  private String credentials(String password) throws Exception {
    Path secret = folder.resolve("jaas");
    Files.writeString(
        secret,
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"hall-1\" password=\"%s\";".formatted(password));
    return ", security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config: \"${directory:%s:jaas}\""
        .formatted(folder);
  }

  private void awaitWhy(GatewayService gateway, String why) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(page(gateway, "/health/live").body()).contains(why));
  }

  private HttpResponse<String> page(GatewayService gateway, String path) throws Exception {
    URI page = URI.create("http://127.0.0.1:%d%s".formatted(gateway.port(), path));
    return http.send(
        HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private double metric(GatewayService gateway, String name) throws Exception {
    return page(gateway, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Reads from the beginning; no chunk is missing, and none is there twice. */
  private static List<AudioChunk> awaitChunksFromTheFirstOn(EmbeddedKafka kafka, int atLeast) {
    List<AudioChunk> chunks = new ArrayList<>();
    try (KafkaConsumer<String, AudioChunk> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            Topics.AUDIO.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.AUDIO.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> chunks.add(record.value()));
                return chunks.size() >= atLeast;
              });
    }
    assertThat(chunks)
        .extracting(AudioChunk::getSequence)
        .isEqualTo(LongStream.range(0, chunks.size()).boxed().toList());
    assertThat(chunks)
        .extracting(AudioChunk::getStreamId)
        .containsOnly(chunks.get(0).getStreamId());
    return chunks;
  }

  private static void createTopics(EmbeddedKafka kafka) throws Exception {
    try (TopicAdmin topics =
        TopicAdmin.connect(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(TopicLayout.standard());
    }
  }

  private static void setMaxMessageBytes(EmbeddedKafka kafka, int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, Topics.AUDIO.name()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(
                              TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static void allowToWrite(EmbeddedKafka kafka, String user, String topic)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:" + user, "*", AclOperation.WRITE, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
