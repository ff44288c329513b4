/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

/** How loud a stretch of sound is. */
public final class Level {

  /**
   * The level of digital silence, and the lowest level there is. One single step of 16 bits in a
   * second of zeros already lies 48 dB above it.
   */
  public static final double FLOOR_DBFS = -180;

  private Level() {}

  /**
   * The root mean square in dB relative to full scale, {@code 20 log10(rms)}: 0 for a square wave
   * of full scale, -3.01 for a sine of full scale.
   *
   * @param samples holds the stretch, normally in [-1, 1)
   * @param offset index of the first sample
   * @param length number of samples, any from 0
   * @return the level in dBFS, at least {@link #FLOOR_DBFS}, which is also the level of no samples
   * @throws IllegalArgumentException when a sample is NaN, infinite or beyond 1e9, naming its index
   * @throws IndexOutOfBoundsException when the stretch lies outside of the array
   */
  public static double dbfs(float[] samples, int offset, int length) {
    Samples.check(samples, offset, length);
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += (double) samples[i] * samples[i];
    }
    if (sum == 0) {
      return FLOOR_DBFS;
    }
    return Math.max(FLOOR_DBFS, 10 * Math.log10(sum / length));
  }
}
