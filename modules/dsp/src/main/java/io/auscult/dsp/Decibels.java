/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

/**
 * Decibels of a power, several times as fast as {@link Math#log10} and at most 2e-5 dB away from
 * it: the logarithm of a float of which only a float is wanted.
 */
final class Decibels {

  /** librosa's and numpy's machine epsilon: keeps the logarithm of digital silence finite. */
  private static final float EPSILON = (float) Math.ulp(1.0);

  private static final float DB_PER_OCTAVE = (float) (10 * Math.log10(2));
  private static final float DB_PER_NEPER = (float) (10 / Math.log(10));
  private static final int MANTISSA_BITS = 23;

  /** So that the mantissa is from 1/sqrt(2) to sqrt(2), where the series is short. */
  private static final int SQRT_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  private Decibels() {}

  /**
   * {@code 10 log10(power + 2.2e-16)}: with power = m 2^e, e octaves and the natural logarithm of
   * m, {@code 2 artanh((m - 1) / (m + 1))}, by the series of the inverse hyperbolic tangent
   * (Abramowitz and Stegun 4.6.22).
   *
   * @param power finite, at least 0
   */
  static float of(float power) {
    int bits = Float.floatToRawIntBits(power + EPSILON);
    int octaves = (bits - SQRT_HALF) >> MANTISSA_BITS;
    float mantissa = Float.intBitsToFloat(bits - (octaves << MANTISSA_BITS));
    float s = (mantissa - 1) / (mantissa + 1);
    float t = s * s;
    float ln = 2 * s * (1 + t * (1 / 3f + t * (1 / 5f + t * (1 / 7f))));
    return octaves * DB_PER_OCTAVE + ln * DB_PER_NEPER;
  }
}
