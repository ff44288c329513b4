/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void shouldReadEveryHalfAsTheStandardDefinesIt() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = (bits >> 10) & 0x1f;
      int fraction = bits & 0x3ff;
      double sign = bits < 0x8000 ? 1 : -1;
      float value = Float16.toFloat((short) bits);
      if (exponent == 31) {
        double expected = fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        assertThat((Double) (double) value).as("%04x", bits).isEqualTo((Double) expected);
      } else {
        double expected =
            exponent == 0
                ? sign * Math.pow(2, -14) * (fraction / 1024.0)
                : sign * Math.pow(2, exponent - 15) * (1 + fraction / 1024.0);
        assertThat(value).as("%04x", bits).isEqualTo((float) expected);
      }
    }
  }
}
