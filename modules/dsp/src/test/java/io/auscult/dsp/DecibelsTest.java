/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecibelsTest {

  /** A quarter of the last digit that a float of 150 dB has is rounded away. */
  private static final double TOLERANCE = 2e-5;

  @Test
  void shouldEqualTheLogarithmFromSilenceToTheLoudest() {
    for (double exponent = -20; exponent <= 30; exponent += 1.7e-4) {
      // Given
      float power = (float) Math.pow(10, exponent);

      // When
      float db = Decibels.of(power);

      // Then
      assertThat((double) db)
          .as("power %s", power)
          .isCloseTo(
              10 * Math.log10(power + Math.ulp(1.0)), within(TOLERANCE + Math.abs(db) * 6e-8));
    }
  }

  @Test
  void shouldBeTheFloorForNoPowerAtAll() {
    assertThat((double) Decibels.of(0))
        .isCloseTo(10 * Math.log10(Math.ulp(1.0)), within(TOLERANCE));
  }

  @Test
  void shouldRiseWithThePower() {
    // Given: neighbouring floats around powers of two and their halves, where pieces meet
    for (float centre :
        new float[] {1e-12f, 0.5f, (float) Math.sqrt(0.5), 1, (float) Math.sqrt(2), 2, 1e6f}) {
      float power = centre * (1 - 1e-5f);
      float before = Decibels.of(power);
      for (int i = 0; i < 400; i++) {
        power = Math.nextUp(power);
        float db = Decibels.of(power);

        // Then: but for the last digit
        assertThat(db).isGreaterThanOrEqualTo(before - Math.ulp(before));
        before = Math.max(before, db);
      }
    }
  }
}
