/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/** Whether a dead letter goes back, and what it takes along. */
class VerdictTest {

  private static final Deserializer<AudioChunk> CHUNKS = Topics.AUDIO.values().deserializer();

  @Test
  void shouldSendWhatCanBeDecoded() {
    assertThat(Verdict.of(letter(chunk()), false, false, CHUNKS).send()).isTrue();
  }

  @Test
  void shouldSendWhatCannotBeDecodedOnlyIfForced() {
    for (DeadLetter letter : new DeadLetter[] {letter("no chunk".getBytes(UTF_8)), letter(null)}) {
      assertThat(Verdict.of(letter, false, false, CHUNKS).send()).isFalse();
      assertThat(Verdict.of(letter, true, false, CHUNKS).send()).isFalse();
      assertThat(Verdict.of(letter, false, true, CHUNKS).send()).isTrue();
      assertThat(Verdict.of(letter, false, true, CHUNKS).why())
          .startsWith("it cannot be decoded: ");
    }
  }

  @Test
  void shouldSendWhatDiedAgainOnlyIfNamed() {
    ConsumerRecord<byte[], byte[]> record = record(chunk());
    record.headers().add("auscult.replayed-from", "0:3".getBytes(UTF_8));
    DeadLetter letter = new DeadLetter(record);

    assertThat(Verdict.of(letter, false, true, CHUNKS).send()).isFalse();
    assertThat(Verdict.of(letter, true, false, CHUNKS).send()).isTrue();
  }

  @Test
  void shouldSendNothingAnywhereButToTheSound() {
    ConsumerRecord<byte[], byte[]> record = record(chunk());
    record.headers().add("__streams.errors.topic", "auscult.machines".getBytes(UTF_8));

    assertThat(Verdict.of(new DeadLetter(record), true, true, CHUNKS).send()).isFalse();
  }

  @Test
  void shouldTakeAlongTheHeadersItHadBeforeItDied() {
    ConsumerRecord<byte[], byte[]> record = record(chunk());
    record
        .headers()
        .add("sent-by", "gateway-7".getBytes(UTF_8))
        .add("__streams.errors.message", null)
        .add("auscult.replayed-from", "0:3".getBytes(UTF_8));

    assertThat(new DeadLetter(record).originalHeaders().toArray())
        .extracting(Header::key)
        .containsExactly("sent-by");
  }

  @Test
  void shouldNameTheExceptionWhereItHasNoMessage() {
    ConsumerRecord<byte[], byte[]> record = record(chunk());
    record
        .headers()
        .add("__streams.errors.exception", "java.lang.NullPointerException".getBytes(UTF_8))
        .add("__streams.errors.message", null);

    assertThat(new DeadLetter(record).reason()).isEqualTo("java.lang.NullPointerException");
  }

  private static DeadLetter letter(byte[] value) {
    return new DeadLetter(record(value));
  }

  private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(Topics.DEAD_LETTERS.name(), 0, 17, "fan-0".getBytes(UTF_8), value);
    record.headers().add("__streams.errors.topic", "auscult.audio".getBytes(UTF_8));
    return record;
  }

  private static byte[] chunk() {
    AudioChunk chunk =
        AudioChunk.newBuilder()
            .setMachineId("fan-0")
            .setSensorId("fan-0")
            .setStreamId("s")
            .setSequence(0)
            .setFirstSample(0)
            .setCapturedAt(Instant.EPOCH)
            .setSampleRate(16_000)
            .setEncoding(AudioEncoding.PCM_S16LE)
            .setSampleCount(1)
            .setSamples(ByteBuffer.allocate(2))
            .build();
    return Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
  }
}
