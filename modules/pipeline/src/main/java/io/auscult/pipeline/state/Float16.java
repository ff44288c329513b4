/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

/**
 * IEEE 754 binary16 ("half precision"), which earlier versions stored frames in. {@code
 * Float.float16ToFloat} does the same from Java 20 on; this runs on 17.
 */
final class Float16 {

  private Float16() {}

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
