/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {

  private static final String TOPIC = "auscult.audio";

  private final AvroSerde<AudioChunk> serde = AvroSerde.of(AudioChunk.class);

  @Test
  void shouldReadBackWhatItWrote() {
    // Given
    AudioChunk chunk = chunk();

    // When
    byte[] bytes = serde.serialize(TOPIC, chunk);

    // Then
    assertThat(serde.deserialize(TOPIC, bytes)).isEqualTo(chunk);
  }

  @Test
  void shouldWriteMarkerFingerprintAndRecord() {
    // Given
    AudioChunk chunk = chunk();

    // When
    byte[] bytes = serde.serialize(TOPIC, chunk);

    // Then
    assertThat(bytes).startsWith(0xC3, 0x01);
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2))
        .isEqualTo(SchemaNormalization.parsingFingerprint64(AudioChunk.getClassSchema()));
    assertThat(bytes[10]).as("length of machineId, zig-zag").isEqualTo((byte) (2 * 5));
  }

  @Test
  void shouldKeepATombstone() {
    assertThat(serde.serialize(TOPIC, null)).isNull();
    assertThat(serde.deserialize(TOPIC, null)).isNull();
  }

  @Test
  void shouldReadEachOfSeveralTypesOnOneTopic() {
    // Given
    AvroSerde<SpecificRecord> models = AvroSerde.oneOf(List.of(ModelPart.class, ModelAlias.class));
    ModelPart part = new ModelPart("r1", 0, 1, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    ModelAlias alias = new ModelAlias("champion", "r1", Instant.EPOCH, "somebody");

    // When, then
    assertThat(models.deserialize("m", models.serialize("m", part))).isEqualTo(part);
    assertThat(models.deserialize("m", models.serialize("m", alias))).isEqualTo(alias);
  }

  @Test
  void shouldRefuseToWriteAnotherTypeThanTheTopicHolds() {
    // Given
    AvroSerde<SpecificRecord> models = AvroSerde.oneOf(List.of(ModelPart.class, ModelAlias.class));

    // When, then
    assertThatThrownBy(() -> models.serialize("auscult.models", chunk()))
        .isInstanceOf(SerializationException.class)
        .hasMessage("auscult.models holds ModelAlias or ModelPart, not AudioChunk");
  }

  @Test
  void shouldNameTheTopicWhenARequiredFieldIsMissing() {
    // Given
    AudioChunk incomplete = new AudioChunk();

    // When, then
    assertThatThrownBy(() -> serde.serialize(TOPIC, incomplete))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Cannot write a AudioChunk to auscult.audio")
        .hasMessageContaining("machineId");
  }

  @Test
  void shouldReadWhatAReleasedSchemaWrote() throws Exception {
    // Given
    Schema released = WriterSchemas.history().get("test-0.0.1/MachineSettings.avsc");
    GenericRecord old = new GenericData.Record(released);
    old.put("machineId", "fan-0");
    old.put("nickname", "Old Faithful");
    old.put("openThreshold", 1.5f);
    old.put("mutedFrom", 1_000_001L);
    byte[] bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), released).encode(old).array();

    // When
    MachineSettings settings =
        AvroSerde.of(MachineSettings.class).deserialize("auscult.machines", bytes);

    // Then
    assertThat(settings)
        .isEqualTo(
            MachineSettings.newBuilder()
                .setMachineId("fan-0")
                .setOpenThreshold(1.5)
                .setMutedFrom(Instant.EPOCH.plusSeconds(1).plusNanos(1000))
                .build());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9})
  void shouldSayThatBytesAreTooShort(int length) {
    // Given
    byte[] bytes = Arrays.copyOf(serde.serialize(TOPIC, chunk()), length);

    // When, then
    assertUnreadable(bytes, "too short (" + length + " bytes");
  }

  @Test
  void shouldShowTheFirstBytesOfWhatIsNoRecord() {
    // Given
    byte[] json = "{\"machine\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    // When, then
    assertUnreadable(json, "begins with 7b 22 6d 61 63 68 69 6e, not with the marker c3 01");
  }

  @Test
  void shouldRecogniseConfluentWireFormat() {
    // Given
    byte[] bytes = {0, 0, 0, 0, 42, 1, 2, 3};

    // When, then
    assertUnreadable(bytes, "Confluent wire format (schema id 42)", "set schema.registry.url");
  }

  @Test
  void shouldShowAnUnknownFingerprintAndTheKnownRecords() throws Exception {
    // Given
    Schema unknown = SchemaBuilder.record("Whistle").fields().requiredInt("pitch").endRecord();
    GenericRecord whistle = new GenericData.Record(unknown);
    whistle.put("pitch", 440);
    byte[] bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), unknown).encode(whistle).array();

    // When, then
    assertUnreadable(
        bytes,
        "%016x".formatted(SchemaNormalization.parsingFingerprint64(unknown)),
        "AnomalyEvent, AudioChunk, Clip, Label, MachineSettings, ModelAlias, ModelPart, ModelRelease, SensorHealth, WindowScore");
  }

  @Test
  void shouldNameARecordOfAnotherTopic() {
    // Given
    byte[] bytes =
        AvroSerde.of(ModelAlias.class)
            .serialize(TOPIC, new ModelAlias("champion", "r1", Instant.EPOCH, ""));

    // When, then
    assertUnreadable(bytes, "it is a ModelAlias");
  }

  @Test
  void shouldSayThatARecordIsCutOffWhereverItIsCut() {
    // Given
    byte[] bytes = serde.serialize(TOPIC, chunk());

    for (int length = 10; length < bytes.length; length++) {
      // When, then
      assertUnreadable(Arrays.copyOf(bytes, length), "cut off after " + length + " bytes");
    }
  }

  @Test
  void shouldSayThatBytesFollowTheRecord() {
    // Given
    byte[] bytes = serde.serialize(TOPIC, chunk());

    // When, then
    assertUnreadable(Arrays.copyOf(bytes, bytes.length + 1), ": 1 byte follows the record");
    assertUnreadable(Arrays.copyOf(bytes, bytes.length + 3), ": 3 bytes follow the record");
  }

  @Test
  void shouldNotBelieveTheLengthThatCorruptBytesClaim() {
    // Given: a list of two thousand million frequency bands
    AnomalyEvent event =
        AnomalyEvent.newBuilder()
            .setAnomalyId("a")
            .setMachineId("m")
            .setSensorId("s")
            .setState(AnomalyState.OPENED)
            .setOpenedAt(Instant.EPOCH)
            .setLastAt(Instant.EPOCH)
            .setPeakScore(1)
            .setThreshold(1)
            .setModelVersion("v")
            .setEvidencePartition(0)
            .setEvidenceOffsetFirst(0)
            .setEvidenceOffsetLast(0)
            .setBands(List.of())
            .build();
    AvroSerde<AnomalyEvent> anomalies = AvroSerde.of(AnomalyEvent.class);
    byte[] bytes = anomalies.serialize("auscult.anomalies", event);
    ByteArrayOutputStream corrupt = new ByteArrayOutputStream();
    corrupt.write(bytes, 0, bytes.length - 1);
    corrupt.writeBytes(new byte[] {(byte) 0x80, (byte) 0xA8, (byte) 0xD6, (byte) 0xB9, 0x0E});

    // When
    Throwable thrown =
        catchThrowable(() -> anomalies.deserialize("auscult.anomalies", corrupt.toByteArray()));

    // Then
    assertThat(thrown).isInstanceOf(SerializationException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldThrowNothingElseWhateverTheCorruption(long seed) {
    // Given
    Random random = new Random(seed);
    byte[] good = serde.serialize(TOPIC, chunk());

    for (int i = 0; i < 2000; i++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

      // When
      Throwable thrown = catchThrowable(() -> serde.deserialize(TOPIC, bytes));

      // Then
      if (thrown != null) {
        assertThat(thrown)
            .isInstanceOf(SerializationException.class)
            .hasMessageStartingWith("A value on auscult.audio is not a readable AudioChunk: ");
      }
    }
  }

  private void assertUnreadable(byte[] bytes, String... found) {
    assertThatThrownBy(() -> serde.deserialize(TOPIC, bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("A value on auscult.audio is not a readable AudioChunk: ")
        .hasMessageContainingAll(found);
  }

  private static AudioChunk chunk() {
    return AudioChunk.newBuilder()
        .setMachineId("fan-0")
        .setSensorId("fan-0.ch1")
        .setStreamId("stream")
        .setSequence(7)
        .setFirstSample(7 * 16000L)
        .setCapturedAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
        .setSampleRate(16000)
        .setChannels(1)
        .setEncoding(AudioEncoding.PCM_S16LE)
        .setSampleCount(4)
        .setSamples(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
        .build();
  }
}
