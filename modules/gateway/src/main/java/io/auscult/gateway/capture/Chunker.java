/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Cuts one sensor's samples into chunks of one second, numbers and dates them by the sample
 * counter. The chunks are the same whatever the pieces. Not thread-safe.
 */
final class Chunker {

  /**
   * One uninterrupted capture of a sensor.
   *
   * @param startedAt when its first sample was captured
   * @param sampleRate samples a second, as captured: the pipeline resamples
   */
  record Stream(
      String machineId, String sensorId, String streamId, Instant startedAt, int sampleRate) {

    /** When a sample was captured, to the microsecond; exact for the first 18 years at 16 kHz. */
    Instant capturedAt(long sample) {
      return startedAt.plus(Math.multiplyExact(sample, 1_000_000L) / sampleRate, ChronoUnit.MICROS);
    }
  }

  private final Stream stream;
  private final Consumer<AudioChunk> chunks;
  private final float[] second;
  private int filled;
  private long sequence;
  private long firstSample;

  Chunker(Stream stream, Consumer<AudioChunk> chunks) {
    this.stream = stream;
    this.chunks = chunks;
    this.second = new float[stream.sampleRate()];
  }

  /** Takes the next samples, [-1, 1); what is beyond is clipped. */
  void accept(float[] samples, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, samples.length);
    int taken = 0;
    while (taken < length) {
      int count = Math.min(length - taken, second.length - filled);
      System.arraycopy(samples, offset + taken, second, filled, count);
      filled += count;
      taken += count;
      if (filled == second.length) {
        emit();
      }
    }
  }

  /** The stream ends: what is left is a shorter chunk. */
  void finish() {
    if (filled > 0) {
      emit();
    }
  }

  private void emit() {
    chunks.accept(
        new AudioChunk(
            stream.machineId(),
            stream.sensorId(),
            stream.streamId(),
            sequence,
            firstSample,
            stream.capturedAt(firstSample),
            stream.sampleRate(),
            1,
            AudioEncoding.PCM_S16LE,
            filled,
            Pcm16.encode(second, 0, filled)));
    sequence++;
    firstSample += filled;
    filled = 0;
  }
}
