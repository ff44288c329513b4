/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.simulator.MachineSound;

/**
 * How much sound comes.
 *
 * @param sensors how many microphones, each of a machine of its own, 1 to 10,000
 * @param seconds for so long, at least a chunk
 * @param chunkSeconds sound in a chunk, 0.1 to 10
 */
public record Load(int sensors, int seconds, double chunkSeconds) {

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public Load {
    if (sensors < 1 || sensors > 10_000) {
      throw new IllegalArgumentException("sensors must be 1 to 10000, is " + sensors);
    }
    if (!(chunkSeconds >= 0.1 && chunkSeconds <= 10)) {
      throw new IllegalArgumentException("chunk-seconds must be 0.1 to 10, is " + chunkSeconds);
    }
    if (seconds < chunkSeconds) {
      throw new IllegalArgumentException(
          "seconds must be at least the %s s of a chunk, is %d".formatted(chunkSeconds, seconds));
    }
  }

  /** Samples in a chunk. */
  int chunkSamples() {
    return (int) Math.round(chunkSeconds * MachineSound.SAMPLE_RATE);
  }

  /** Whole chunks of a sensor. */
  int chunksPerSensor() {
    return (int) ((long) seconds * MachineSound.SAMPLE_RATE / chunkSamples());
  }
}
