/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** The log-mel frames of one channel of a clip, wherever they are kept. */
public interface Frames {

  /** How many there are. */
  int count();

  /**
   * Some of them, one after the other; the first follows the last.
   *
   * @param from the first, from 0
   * @param count how many
   * @return [frame][mel band] in dB; not to be changed
   * @throws java.io.UncheckedIOException if they cannot be read back
   */
  float[][] read(int from, int count);

  /** All of them. */
  default float[][] all() {
    return read(0, count());
  }

  /**
   * Frames in memory.
   *
   * @param logMel [frame][mel band]; not copied
   */
  static Frames of(float[][] logMel) {
    return new Frames() {
      @Override
      public int count() {
        return logMel.length;
      }

      @Override
      public float[][] read(int from, int count) {
        float[][] frames = new float[count][];
        for (int i = 0; i < count; i++) {
          frames[i] = logMel[(from + i) % logMel.length];
        }
        return frames;
      }
    };
  }
}
