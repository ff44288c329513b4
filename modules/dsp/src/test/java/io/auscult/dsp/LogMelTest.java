/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMelTest {

  private static final FrontEnd FRONT_END = FrontEnd.standard();

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 0, 1",
    "2047, 0, 4",
    "2048, 1, 5",
    "2559, 1, 5",
    "2560, 2, 6",
    "160000, 309, 313"
  })
  void shouldYieldAsManyFramesAsFit(int samples, int streaming, int centered) {
    assertThat(LogMel.streaming(FRONT_END, new float[samples])).hasNumberOfRows(streaming);
    assertThat(LogMel.centered(FRONT_END, new float[samples])).hasNumberOfRows(centered);
  }

  @Test
  void shouldHearAToneInTheBandOfItsFrequency() {
    // Given
    float[] samples = new float[2_048];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * 1_000 * i / 16_000);
    }

    // When
    float[] frame = LogMel.streaming(FRONT_END, samples)[0];

    // Then
    int loudest = 0;
    for (int band = 0; band < frame.length; band++) {
      loudest = frame[band] > frame[loudest] ? band : loudest;
    }
    double[] edges = MelScale.edgesHz(128, 0, 8_000);
    assertThat(1_000.0).isBetween(edges[loudest], edges[loudest + 2]);
  }

  @Test
  void shouldWorkForOtherFrontEnds() {
    FrontEnd odd = new FrontEnd(44_100, 1_024, 1_024, 20, 50, 20_000);

    float[][] frames = LogMel.streaming(odd, new float[5_000]);

    assertThat(frames).hasDimensions(4, 20);
  }

  @Test
  void shouldRefuseWhatIsNoSound() {
    float[] samples = new float[3_000];
    samples[17] = Float.NaN;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogMel.streaming(FRONT_END, samples))
        .withMessageContaining("sample 17 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogMel.centered(FRONT_END, samples))
        .withMessageContaining("sample 17 is NaN");
  }
}
