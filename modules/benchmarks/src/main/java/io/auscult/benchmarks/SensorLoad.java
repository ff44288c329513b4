/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.simulator.MachineSound;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What one sensor hears: some seconds of a machine, over and over.
 *
 * @param machineId of a machine that nobody else listens to
 * @param modelClass that it is scored as
 * @param recording S16LE at {@value MachineSound#SAMPLE_RATE} Hz
 */
record SensorLoad(String machineId, String modelClass, ByteBuffer recording) {

  /** Long enough that no batch of records holds the same sound twice. */
  private static final int RECORDED_SECONDS = 20;

  /** Renders the recording. */
  static SensorLoad of(String machineId, String modelClass, MachineSound sound) {
    float[] samples = new float[RECORDED_SECONDS * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    return new SensorLoad(machineId, modelClass, Pcm16.encode(samples, 0, samples.length));
  }

  /**
   * A chunk of the stream.
   *
   * @param start when the stream's first sample was captured
   * @param sequence from 0
   * @param count samples in each chunk
   */
  AudioChunk chunk(Instant start, long sequence, int count) {
    long first = sequence * count;
    return new AudioChunk(
        machineId,
        machineId,
        "benchmark",
        sequence,
        first,
        capturedAt(start, first),
        MachineSound.SAMPLE_RATE,
        1,
        AudioEncoding.PCM_S16LE,
        count,
        samples(first, count));
  }

  /** When a sample of the stream was captured. */
  static Instant capturedAt(Instant start, long sample) {
    return start.plus(sample * 1_000_000L / MachineSound.SAMPLE_RATE, ChronoUnit.MICROS);
  }

  private ByteBuffer samples(long first, int count) {
    ByteBuffer samples = ByteBuffer.allocate(count * Short.BYTES);
    int position = (int) (first * Short.BYTES % recording.capacity());
    while (samples.hasRemaining()) {
      int bytes = Math.min(samples.remaining(), recording.capacity() - position);
      samples.put(recording.slice(position, bytes));
      position = 0;
    }
    return samples.flip();
  }
}
