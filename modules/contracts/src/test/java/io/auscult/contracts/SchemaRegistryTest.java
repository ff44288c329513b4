/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {

  private static final String TOPIC = Topics.HEALTH.name();
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(20);

  private ScriptedRegistry server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedRegistry.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldWriteTheIdBeforeTheRecord() {
    // Given
    server.then(200, "{'id': 258}");
    Serde<SensorHealth> serde = serde(AT_ONCE);

    // When
    byte[] bytes = serde.serializer().serialize(TOPIC, health());

    // Then
    byte[] single = Topics.HEALTH.values().serializer().serialize(TOPIC, health());
    assertThat(bytes).startsWith(0, 0, 0, 1, 2);
    assertThat(Arrays.copyOfRange(bytes, 5, bytes.length))
        .isEqualTo(Arrays.copyOfRange(single, 10, single.length));
    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(health());
  }

  @Test
  void shouldRegisterTheSchemaAsItStandsInItsFile() throws Exception {
    // Given
    server.then(200, "{'id': 1}");

    // When
    serde(AT_ONCE).serializer().serialize(TOPIC, health());

    // Then
    assertThat(server.asked()).isEqualTo("POST /api/subjects/auscult.health-value/versions");
    String registered =
        new ObjectMapper().readTree(server.questions().get(0).body()).get("schema").asText();
    assertThat(registered).doesNotContain("avro.java.string");
    assertThat(new Schema.Parser().parse(registered))
        .isEqualTo(new Schema.Parser().parse(Path.of("../../schemas/SensorHealth.avsc").toFile()));
  }

  @Test
  void shouldNeedNoRegistryForWhatItKnows() {
    // Given
    server.then(200, "{'id': 1}");
    SchemaRegistry registry = registry(AT_ONCE, Map.of());
    registry.register(List.of(Topics.HEALTH));
    Serde<SensorHealth> serde = registry.serde(Topics.HEALTH);

    // When
    server.close();
    byte[] bytes = serde.serializer().serialize(TOPIC, health());

    // Then
    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(health());
    assertThat(server.questions()).hasSize(1);
  }

  @Test
  void shouldReadWhatWasWrittenWithoutARegistry() {
    // Given
    byte[] single = Topics.HEALTH.values().serializer().serialize(TOPIC, health());

    // When, then
    assertThat(serde(AT_ONCE).deserializer().deserialize(TOPIC, single)).isEqualTo(health());
    assertThat(serde(AT_ONCE).deserializer().deserialize(TOPIC, null)).isNull();
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void shouldKeepTheEncodingOfATopicThatHoldsSeveralTypes() {
    // Given
    ModelAlias alias = new ModelAlias("champion", "r1", Instant.EPOCH, "");

    // When
    byte[] bytes =
        registry(AT_ONCE, Map.of()).serde(Topics.MODELS).serializer().serialize("m", alias);

    // Then
    assertThat(bytes).isEqualTo(Topics.MODELS.values().serializer().serialize("m", alias));
  }

  @Test
  void shouldGiveUpARecordWhoseIdTheRegistryDoesNotKnow() {
    // Given
    server.then(404, "{'error_code': 40403, 'message': 'no'}");

    // When, then
    assertThatThrownBy(() -> read(serde(AT_ONCE)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("the schema registry has no Avro schema with its id 7");
  }

  @Test
  void shouldGiveUpARecordOfAnotherType() {
    // Given
    Schema whistle = SchemaBuilder.record("Whistle").fields().requiredInt("pitch").endRecord();
    server.then(200, "{'schema': '%s'}".formatted(whistle.toString().replace("\"", "\\'")));

    // When, then
    assertThatThrownBy(() -> read(serde(AT_ONCE)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("it is a Whistle");
  }

  @Test
  void shouldGiveUpARecordWhoseSchemaIsNotAvro() {
    // Given
    server.then(200, "{'schemaType': 'PROTOBUF', 'schema': 'message Whistle {}'}");

    // When, then
    assertThatThrownBy(() -> read(serde(AT_ONCE))).isInstanceOf(SerializationException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | <html>                  | is no schema registry there",
        "404 | {'error': 'Not Found'}  | is no schema registry there",
        "200 | <html>                  | is no schema registry there",
        "401 | {}                      | does not let us in (HTTP 401): see schema.registry.basic.auth.user.info",
        "500 | {'message': 'out of memory'} | answers /schemas/ids/7 with HTTP 500: out of memory",
      })
  void shouldNotBlameTheRecordForTheRegistry(int status, String body, String message) {
    // Given
    server.then(status, body);

    // When, then
    assertThatThrownBy(() -> read(serde(AT_ONCE)))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageStartingWith("The schema registry at " + server.url())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void shouldNotBlameTheRecordWhenNothingAnswers() {
    // Given
    server.close();

    // When, then
    assertThatThrownBy(() -> read(serde(AT_ONCE)))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining(server.url() + " does not answer (ConnectException)");
  }

  @Test
  void shouldAskAgainUntilTheRegistryIsBack() {
    // Given
    server.then(503, "").then(401, "{}").then(200, schemaAnswer());

    // When
    read(serde(FOR_A_WHILE));

    // Then
    assertThat(server.questions()).hasSize(3);
  }

  @Test
  void shouldAskAnotherRegistryWhenOneIsAway() throws Exception {
    // Given
    try (ScriptedRegistry other = ScriptedRegistry.start()) {
      other.then(200, schemaAnswer());
      server.close();
      SchemaRegistry registry =
          registry(AT_ONCE, Map.of(RegistrySettings.URL, server.url() + "," + other.url()));

      // When
      read(registry.serde(Topics.HEALTH));

      // Then
      assertThat(other.questions()).hasSize(1);
    }
  }

  @Test
  void shouldFailAtOnceAtTheStartWhenASchemaIsRefused() {
    // Given
    server.then(409, "{'error_code': 409, 'message': 'reader\\n lacks a default'}");

    // When, then
    assertThatThrownBy(() -> registry(FOR_A_WHILE, Map.of()).register(List.of(Topics.HEALTH)))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessage(
            "The schema registry at %s refuses the schema of auscult.health-value as incompatible with what is there: reader lacks a default"
                .formatted(server.url()));
    assertThat(server.questions()).hasSize(1);
  }

  @Test
  void shouldOnlyLookSchemasUpWhereSomebodyElseRegistersThem() {
    // Given
    server.then(404, "{'error_code': 40401, 'message': 'no'}");
    SchemaRegistry registry = registry(AT_ONCE, Map.of(RegistrySettings.REGISTERS, "false"));

    // When, then
    assertThatThrownBy(() -> registry.register(List.of(Topics.HEALTH)))
        .hasMessageContaining("does not have the schema of auscult.health-value: register it");
    assertThat(server.asked()).isEqualTo("POST /api/subjects/auscult.health-value");
  }

  @Test
  void shouldSayWhoItIsByASecretInAFile(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("secrets"), "registry=anna:s3cret");
    server.then(200, "{'id': 1}");
    SchemaRegistry registry =
        registry(
            AT_ONCE, Map.of(RegistrySettings.USER_INFO, "${file:%s:registry}".formatted(file)));

    // When
    registry.register(List.of(Topics.HEALTH));

    // Then
    assertThat(server.questions().get(0).authorization())
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString("anna:s3cret".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schema.registry.url                  | registry:8080           | schema.registry.url must be like http://",
        "schema.registry.url                  | registry                | schema.registry.url must be like http://",
        "schema.registry.url                  | ftp://registry          | schema.registry.url must be like http://",
        "schema.registry.url                  | http://a:b@registry     | without a password",
        "schema.registry.uri                  | http://registry         | schema.registry.uri is no setting",
        "schema.registry.auto.register        | maybe                   | schema.registry.auto.register",
        "schema.registry.basic.auth.user.info | anna                    | schema.registry.basic.auth.user.info must be user:password",
        "schema.registry.basic.auth.user.info | ${file:/none:registry}  | schema.registry.",
        "schema.registry.ssl.truststore.location | /none.p12            | schema.registry.ssl.",
      })
  void shouldNameTheSettingThatCannotBeUsed(String key, String value, String message) {
    // Given
    Map<String, Object> settings = new HashMap<>(Map.of(RegistrySettings.URL, "http://registry"));
    settings.put(key, value);

    // When, then
    assertThatThrownBy(() -> SchemaRegistry.of(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("a:b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"schema.registry.auto.register", "schema.registry.ssl.protocol"})
  void shouldMissTheUrl(String key) {
    assertThatThrownBy(() -> SchemaRegistry.of(Map.of(key, "true")))
        .hasMessageContaining("schema.registry.url is missing");
  }

  @Test
  void shouldShareWhatItLearnsWithinAProcess() {
    assertThat(SchemaRegistry.of(server.settings())).isSameAs(SchemaRegistry.of(server.settings()));
    assertThat(SchemaRegistry.of(Map.of("bootstrap.servers", "kafka:9092"))).isNull();
  }

  private SchemaRegistry registry(Duration patience, Map<String, Object> further) {
    Map<String, Object> settings = new HashMap<>(server.settings());
    settings.putAll(further);
    return new SchemaRegistry(RegistrySettings.of(RegistrySettings.among(settings)), patience);
  }

  private Serde<SensorHealth> serde(Duration patience) {
    return registry(patience, Map.of()).serde(Topics.HEALTH);
  }

  private static void read(Serde<SensorHealth> serde) {
    byte[] single = Topics.HEALTH.values().serializer().serialize(TOPIC, health());
    byte[] bytes = new byte[single.length - 5];
    bytes[4] = 7;
    System.arraycopy(single, 10, bytes, 5, single.length - 10);
    assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(health());
  }

  private static String schemaAnswer() {
    return "{'schema': '%s'}"
        .formatted(SensorHealth.getClassSchema().toString().replace("\"", "\\'"));
  }

  private static SensorHealth health() {
    return SensorHealth.newBuilder()
        .setMachineId("fan-0")
        .setSubject("fan-0.ch1")
        .setOrigin(HealthOrigin.PIPELINE)
        .setKind(HealthKind.GAP)
        .setState(HealthState.BEGIN)
        .setSince(Instant.EPOCH)
        .setAt(Instant.EPOCH)
        .setDetail("")
        .build();
  }
}
