/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

/**
 * IEEE 754 binary16 ("half precision"). {@code Float.floatToFloat16} does the same from Java 20 on;
 * this runs on 17.
 */
final class Float16 {

  private Float16() {}

  /**
   * Rounds to the nearest half, ties to even.
   *
   * @param value any float; beyond ±65504 it becomes infinite, below 2^-24 zero or the smallest
   *     half
   * @return the 16 bits
   */
  static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    float magnitude = Math.abs(value);
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    // Adding a power of two whose unit in the last place is the half's makes the FPU do the
    // rounding.
    int exponent = Math.max(Math.getExponent(magnitude), -14);
    float rounded = magnitude + Math.scalb(1f, exponent + 13) - Math.scalb(1f, exponent + 13);
    if (rounded < 0x1p-14f) {
      return (short) (sign | (int) (rounded * 0x1p24f));
    }
    int roundedBits = Float.floatToRawIntBits(rounded);
    return (short) (sign | ((roundedBits >>> 13) - ((127 - 15) << 10)));
  }

  /**
   * Exact.
   *
   * @param half the 16 bits
   * @return the same number
   */
  static float toFloat(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> mantissa * 0x1p-24f;
          case 0x1f -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(((exponent + 127 - 15) << 23) | (mantissa << 13));
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
