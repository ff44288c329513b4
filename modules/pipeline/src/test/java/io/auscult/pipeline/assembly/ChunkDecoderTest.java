/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.pipeline.SoundChunks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChunkDecoderTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeAll
  static void loadSerdes() {
    // Which makes Avro trust our enums.
    assertThat(Topics.all()).isNotEmpty();
  }

  @Test
  void shouldGiveTheSamplesAsTheyCame() {
    AudioChunk chunk = interleaved(1, 1, -2, 3, Short.MIN_VALUE);

    List<SensorChunk> decoded = new ChunkDecoder(ChannelMode.REFUSE).decode(chunk, 7);

    assertThat(decoded).hasSize(1);
    assertThat(samples(decoded.get(0))).containsExactly(1, -2, 3, Short.MIN_VALUE);
    assertThat(decoded.get(0).offset()).isEqualTo(7);
    assertThat(decoded.get(0).sensor().sensorId()).isEqualTo("mic");
  }

  @Test
  void shouldMixSeveralChannelsIntoOneSensor() {
    AudioChunk chunk = interleaved(2, 100, 300, -5, -7, 32_767, 32_767);

    List<SensorChunk> decoded = new ChunkDecoder(ChannelMode.MIX).decode(chunk, 0);

    assertThat(decoded).hasSize(1);
    assertThat(samples(decoded.get(0))).containsExactly(200, -6, 32_767);
  }

  @Test
  void shouldMakeEveryChannelASensorOfItsOwn() {
    AudioChunk chunk = interleaved(2, 100, 300, -5, -7);

    List<SensorChunk> decoded = new ChunkDecoder(ChannelMode.SPLIT).decode(chunk, 0);

    assertThat(decoded)
        .extracting(c -> c.sensor().sensorId())
        .containsExactly("mic.ch1", "mic.ch2");
    assertThat(samples(decoded.get(0))).containsExactly(100, -5);
    assertThat(samples(decoded.get(1))).containsExactly(300, -7);
  }

  /** {@code sine.flac} is ffmpeg's encoding of these samples. */
  @Test
  void shouldDecodeFlacToTheVeryBits() throws Exception {
    SensorChunk decoded = new ChunkDecoder(ChannelMode.MIX).decode(flac(8_000), 0).get(0);

    int[] expected = new int[8_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (int) (0.3 * Math.sin(i * 0.11) * 32_767);
    }
    assertThat(samples(decoded)).isEqualTo(expected);
  }

  @Test
  void shouldRefuseFlacThatIsNotWhatTheChunkSays() {
    assertThatThrownBy(() -> new ChunkDecoder(ChannelMode.MIX).decode(flac(8_001), 0))
        .isInstanceOf(InvalidChunkException.class)
        .hasMessageContaining(
            "it says 8001 samples of 1 channels at 16000 Hz, its FLAC payload holds 8000 of 1 at 16000 Hz");
    assertThatThrownBy(() -> new ChunkDecoder(ChannelMode.MIX).decode(flac(100), 0))
        .isInstanceOf(InvalidChunkException.class)
        .hasMessageContaining("its payload: is longer than 100 samples");
  }

  private static AudioChunk flac(int sampleCount) throws IOException {
    try (InputStream in = ChunkDecoderTest.class.getResourceAsStream("/sine.flac")) {
      return AudioChunk.newBuilder(interleaved(1, 0))
          .setEncoding(AudioEncoding.FLAC)
          .setSampleCount(sampleCount)
          .setSamples(ByteBuffer.wrap(in.readAllBytes()))
          .build();
    }
  }

  @Test
  void shouldRefuseSeveralChannelsWhereTheConfigurationSaysSo() {
    AudioChunk chunk = interleaved(2, 100, 300);

    assertThatThrownBy(() -> new ChunkDecoder(ChannelMode.REFUSE).decode(chunk, 0))
        .isInstanceOf(InvalidChunkException.class)
        .hasMessageContaining("channels is 2, this pipeline takes one channel a sensor");
  }

  @Test
  void shouldRefuseImpossibleChunksAndSayWhy() {
    assertRefused(c -> c.setSampleRate(0), "sampleRate is 0, it must be 1000 to 384000");
    assertRefused(c -> c.setSequence(-1), "sequence is -1");
    assertRefused(c -> c.setFirstSample(-1), "firstSample is -1");
    assertRefused(
        c -> c.setSampleCount(15), "sampleCount is 15 and channels 1, but there are 32000 bytes");
    assertRefused(c -> c.setSampleCount(0), "sampleCount is 0, it must be 1 to 960000");
    assertRefused(c -> c.setSampleCount(Integer.MAX_VALUE), "sampleCount is 2147483647");
    assertRefused(c -> c.setChannels(0), "channels is 0");
    assertRefused(c -> c.setChannels(2), "sampleCount is 16000 and channels 2");
    assertRefused(c -> c.setEncoding(AudioEncoding.UNKNOWN), "encoding is UNKNOWN");
    assertRefused(c -> c.setEncoding(AudioEncoding.FLAC), "FLAC");
    assertRefused(c -> c.setSensorId(" "), "sensorId is empty");
    assertRefused(c -> c.setMachineId("a\0b"), "machineId holds a zero character");
    assertRefused(c -> c.setStreamId("x".repeat(257)), "streamId is longer than 256 characters");
    assertRefused(
        c -> c.setCapturedAt(Instant.parse("-0044-03-15T12:00:00Z")), "capturedAt is -0044");
  }

  private static void assertRefused(UnaryOperator<AudioChunk.Builder> change, String message) {
    AudioChunk chunk =
        new SoundChunks("fan", "mic", "s1", START).ofSeconds(new float[SoundChunks.RATE]).get(0);
    AudioChunk broken = change.apply(AudioChunk.newBuilder(chunk)).build();

    assertThatThrownBy(() -> new ChunkDecoder(ChannelMode.MIX).decode(broken, 0))
        .isInstanceOf(InvalidChunkException.class)
        .hasMessageContaining(message);
  }

  private static AudioChunk interleaved(int channels, int... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample : samples) {
      bytes.putShort((short) sample);
    }
    AudioChunk chunk = new SoundChunks("fan", "mic", "s1", START).ofSeconds(new float[1]).get(0);
    return AudioChunk.newBuilder(chunk)
        .setChannels(channels)
        .setSampleCount(samples.length / channels)
        .setSamples(bytes.flip())
        .build();
  }

  private static int[] samples(SensorChunk chunk) {
    ByteBuffer bytes = chunk.samples().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int[] samples = new int[bytes.remaining() / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = bytes.getShort();
    }
    return samples;
  }
}
