/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import java.util.Objects;

/** What every entrance for samples demands of them. */
final class Samples {

  /** Beyond this, 180 dB over full scale, a power spectrum could overflow a float. */
  static final float MAX_MAGNITUDE = 1e9f;

  private Samples() {}

  /**
   * Refuses what is no sound.
   *
   * @throws IndexOutOfBoundsException when the range lies outside of the array
   * @throws IllegalArgumentException when a sample in the range is NaN, infinite or larger than
   *     {@link #MAX_MAGNITUDE}, naming its index in the array
   */
  static void check(float[] samples, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, samples.length);
    for (int i = offset; i < offset + length; i++) {
      // Negated, because NaN compares false with everything.
      if (!(Math.abs(samples[i]) <= MAX_MAGNITUDE)) {
        throw new IllegalArgumentException(
            "sample "
                + i
                + " is "
                + samples[i]
                + ", which is no sound: samples must be finite, normally in [-1, 1)");
      }
    }
  }
}
