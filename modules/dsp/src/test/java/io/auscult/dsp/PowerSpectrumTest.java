/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PowerSpectrumTest {

  @Test
  void shouldEqualTheDefinitionInEveryBinFromZeroToHalfTheRate() {
    // Given
    int length = 64;
    float[] frame = new float[length];
    Random random = new Random(5);
    for (int i = 0; i < length; i++) {
      frame[i] = random.nextFloat() - 0.3f;
    }
    float[] power = new float[PowerSpectrum.bins(length)];

    // When
    new PowerSpectrum(length).compute(frame, power);

    // Then
    assertThat(power).hasSize(33);
    for (int bin = 0; bin < power.length; bin++) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < length; i++) {
        double windowed = frame[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
        re += windowed * Math.cos(2 * Math.PI * bin * i / length);
        im -= windowed * Math.sin(2 * Math.PI * bin * i / length);
      }
      assertThat((double) power[bin]).as("bin %d", bin).isCloseTo(re * re + im * im, within(1e-4));
    }
  }
}
