/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelTest {

  @Test
  void shouldBeZeroForASquareWaveOfFullScale() {
    assertThat(Level.dbfs(new float[] {1, -1, 1, -1}, 0, 4)).isZero();
  }

  @Test
  void shouldBeThreeDecibelsLessForASine() {
    float[] sine = new float[1_600];
    for (int i = 0; i < sine.length; i++) {
      sine[i] = (float) Math.sin(2 * Math.PI * i / 16);
    }

    assertThat(Level.dbfs(sine, 0, sine.length)).isCloseTo(-3.0103, within(1e-4));
  }

  @Test
  void shouldLookAtTheStretchOnly() {
    assertThat(Level.dbfs(new float[] {1, 0.1f, 0.1f, Float.NaN}, 1, 2))
        .isCloseTo(-20, within(1e-5));
  }

  @Test
  void shouldBeTheFloorForDigitalSilenceAndForNothing() {
    assertThat(Level.dbfs(new float[16_000], 0, 16_000)).isEqualTo(Level.FLOOR_DBFS);
    assertThat(Level.dbfs(new float[0], 0, 0)).isEqualTo(Level.FLOOR_DBFS);
    assertThat(Level.dbfs(new float[] {1e-20f}, 0, 1)).isEqualTo(Level.FLOOR_DBFS);
  }

  @Test
  void shouldTellOneStepOf16BitsFromDigitalSilence() {
    float[] samples = new float[16_000];
    samples[5] = 1 / 32_768f;

    assertThat(Level.dbfs(samples, 0, samples.length)).isCloseTo(-132.35, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void shouldRefuseWhatIsNoSound(float noSound) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Level.dbfs(new float[] {0, noSound}, 0, 2))
        .withMessageContaining("sample 1 is");
  }

  @Test
  void shouldRefuseAStretchOutsideOfTheArray() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Level.dbfs(new float[3], 1, 3));
  }
}
