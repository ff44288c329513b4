/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.gateway.source.ArraySource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00.000001Z");

  private final List<AudioChunk> chunks = new ArrayList<>();

  @Test
  void shouldNumberAndDateChunksBySamplesAndPublishTheRest() {
    // Given
    Chunker chunker = chunker(16000);
    float[] samples = ArraySource.grid(40000, 1);

    // When
    chunker.accept(samples, 0, samples.length);
    chunker.finish();

    // Then
    assertThat(chunks).extracting(AudioChunk::getSequence).containsExactly(0L, 1L, 2L);
    assertThat(chunks).extracting(AudioChunk::getFirstSample).containsExactly(0L, 16000L, 32000L);
    assertThat(chunks).extracting(AudioChunk::getSampleCount).containsExactly(16000, 16000, 8000);
    assertThat(chunks)
        .extracting(AudioChunk::getCapturedAt)
        .containsExactly(START, START.plusSeconds(1), START.plusSeconds(2));
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.getMachineId()).isEqualTo("fan-0");
              assertThat(chunk.getSensorId()).isEqualTo("fan-0.ch1");
              assertThat(chunk.getStreamId()).isEqualTo("stream");
              assertThat(chunk.getSampleRate()).isEqualTo(16000);
              assertThat(chunk.getChannels()).isEqualTo(1);
              assertThat(chunk.getEncoding()).isEqualTo(AudioEncoding.PCM_S16LE);
            });
    assertThat(samples(chunks)).containsExactly(samples);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldCutTheSameChunksWhateverThePieces(long seed) {
    // Given
    float[] samples = ArraySource.grid(5 * 800 + 123, seed);
    Chunker whole = chunker(800);
    whole.accept(samples, 0, samples.length);
    whole.finish();
    List<AudioChunk> expected = List.copyOf(chunks);
    chunks.clear();

    // When
    Chunker pieces = chunker(800);
    Random random = new Random(seed);
    for (int at = 0; at < samples.length; ) {
      int length = Math.min(samples.length - at, random.nextInt(2000));
      pieces.accept(samples, at, length);
      at += length;
    }
    pieces.finish();

    // Then
    assertThat(chunks).isEqualTo(expected);
  }

  @Test
  void shouldEndWithAWholeChunkWhenNothingIsLeft() {
    // Given
    Chunker chunker = chunker(100);

    // When
    chunker.accept(new float[200], 0, 200);
    chunker.finish();

    // Then
    assertThat(chunks).extracting(AudioChunk::getSampleCount).containsExactly(100, 100);
  }

  @Test
  void shouldNotDriftAtARateThatDoesNotDivideAMicrosecond() {
    // Given: 44.1 kHz, a year on
    Chunker.Stream stream = new Chunker.Stream("m", "s", "i", START, 44100);

    // When, then
    assertThat(stream.capturedAt(365L * 24 * 3600 * 44100))
        .isEqualTo(START.plusSeconds(365L * 24 * 3600));
    assertThat(stream.capturedAt(1)).isEqualTo(START.plusNanos(22_000));
  }

  private Chunker chunker(int sampleRate) {
    return new Chunker(
        new Chunker.Stream("fan-0", "fan-0.ch1", "stream", START, sampleRate), chunks::add);
  }

  static float[] samples(List<AudioChunk> chunks) {
    float[] all = new float[chunks.stream().mapToInt(AudioChunk::getSampleCount).sum()];
    int at = 0;
    for (AudioChunk chunk : chunks) {
      float[] some = Pcm16.decode(chunk.getSamples());
      System.arraycopy(some, 0, all, at, some.length);
      at += some.length;
    }
    return all;
  }
}
