/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void shouldReadBackEveryHalfUnchanged() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float value = Float16.toFloat(half);
      if (Float.isNaN(value)) {
        assertThat(Float16.toFloat(Float16.fromFloat(value))).isNaN();
      } else {
        assertThat(Float16.fromFloat(value)).as("%04x", bits).isEqualTo(half);
      }
    }
  }

  @Test
  void shouldRoundToTheNearestHalf() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) random.nextDouble(-160, 160);

      short half = Float16.fromFloat(value);

      double error = Math.abs(Float16.toFloat(half) - value);
      assertThat(error)
          .isLessThanOrEqualTo(Math.abs(Float16.toFloat((short) (half + 1)) - value))
          .isLessThanOrEqualTo(Math.abs(Float16.toFloat((short) (half - 1)) - value));
    }
  }

  @Test
  void shouldRoundTiesToEvenAndOverflowToInfinity() {
    assertThat(Float16.toFloat(Float16.fromFloat(2049f))).isEqualTo(2048f);
    assertThat(Float16.toFloat(Float16.fromFloat(2051f))).isEqualTo(2052f);
    assertThat(Float16.toFloat(Float16.fromFloat(65519.99f))).isEqualTo(65504f);
    assertThat(Float16.toFloat(Float16.fromFloat(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat(Float16.fromFloat(-1e6f))).isEqualTo(Float.NEGATIVE_INFINITY);
  }
}
