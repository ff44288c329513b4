/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontEndTest {

  @Test
  void shouldHaveTheStandardOfTheDesign() {
    assertThat(FrontEnd.standard()).isEqualTo(new FrontEnd(16_000, 2_048, 512, 128, 0, 8_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "999 | 512 | 128 | 8 | 0 | 400 | sampleRate must be 1000 to 384000 Hz, but is 999",
        "16000 | 2047 | 512 | 128 | 0 | 8000 | frameLength must be a power of two from 64 to 8192",
        "16000 | 16384 | 512 | 128 | 0 | 8000 | frameLength must be a power of two from 64 to 8192",
        "16000 | 2048 | 0 | 128 | 0 | 8000 | hop must be 1 to frameLength (2048), but is 0",
        "16000 | 2048 | 2049 | 128 | 0 | 8000 | hop must be 1 to frameLength (2048), but is 2049",
        "16000 | 2048 | 512 | 0 | 0 | 8000 | melBands must be at least 1, but is 0",
        "16000 | 2048 | 512 | 128 | -1 | 8000 | minHz must be at least 0, but is -1.0",
        "16000 | 2048 | 512 | 128 | NaN | 8000 | minHz must be at least 0, but is NaN",
        "16000 | 2048 | 512 | 128 | 0 | 8001 | at most half the sample rate (8000.0), but is 8001.0",
        "16000 | 2048 | 512 | 128 | 100 | 100 | maxHz must be above minHz (100.0)",
        "16000 | 2048 | 512 | 128 | 100 | NaN | maxHz must be above minHz (100.0)",
        "16000 | 256 | 128 | 128 | 0 | 8000 | melBands 128 is too many for a frameLength of 256",
      })
  void shouldRefuseWhatIsOutOfRangeAndNameIt(
      int rate, int frame, int hop, int bands, double min, double max, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrontEnd(rate, frame, hop, bands, min, max))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2047, 0", "2048, 1", "2559, 1", "2560, 2", "160000, 309"})
  void shouldCountWholeFrames(int samples, int frames) {
    assertThat(FrontEnd.standard().frames(samples)).isEqualTo(frames);
  }

  @Test
  void shouldLeaveNoBandWithoutABin() {
    // Given the narrowest bands that are accepted
    FrontEnd frontEnd = new FrontEnd(16_000, 512, 128, 64, 0, 8_000);

    // When
    MelBank bank = new MelBank(frontEnd);

    // Then
    for (int band = 0; band < 64; band++) {
      float sum = 0;
      for (int bin = 0; bin < 257; bin++) {
        sum += bank.weight(band, bin);
      }
      assertThat(sum).as("band %d", band).isPositive();
    }
  }
}
