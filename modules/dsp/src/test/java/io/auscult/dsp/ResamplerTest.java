/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

  private static final int TARGET = 16_000;

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000})
  void shouldPassATonesLevelAndPhaseWithinThePassBand(int rate) {
    double top = 0.94 * Math.min(rate, TARGET) / 2;
    for (double hz = 50; hz < top; hz += top / 14.3) {
      // Given
      float[] in = tone(hz, rate, rate);

      // When
      float[] out = Resampler.resample(in, rate, TARGET);

      // Then
      float[] expected = tone(hz, TARGET, TARGET);
      assertThat(rmsDifferenceInTheMiddle(out, expected))
          .as("error at %.0f Hz", hz)
          .isLessThan(1e-3 * 0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {22_050, 32_000, 44_100, 48_000, 96_000})
  void shouldSuppressWhatWouldBeMirroredIntoTheBand(int rate) {
    for (double hz = 8_000; hz < rate / 2.0; hz += 611) {
      // Given
      float[] in = tone(hz, rate, rate);

      // When
      float[] out = Resampler.resample(in, rate, TARGET);

      // Then
      assertThat(levelOfTheMiddle(out) - levelOfTheMiddle(in))
          .as("level of %.0f Hz", hz)
          .isLessThan(-89);
    }
  }

  @Test
  void shouldSuppressTheImagesOfALowerRate() {
    // Given
    float[] in = tone(3_000, 8_000, 8_000);

    // When: 3 kHz at 8 kHz is also 5 kHz, which 16 kHz can hold
    float[] out = Resampler.resample(in, 8_000, TARGET);

    // Then
    assertThat(rmsDifferenceInTheMiddle(out, tone(3_000, TARGET, TARGET))).isLessThan(3e-5);
  }

  @ParameterizedTest
  @CsvSource({"44100, 1", "44100, 7", "48000, 480", "44100, 4410", "8000, 13", "96000, 1000"})
  void shouldYieldTheSameSamplesWhateverThePieces(int rate, int most) {
    // Given
    float[] in = noise(rate / 2);
    Resampler resampler = new Resampler(rate, TARGET);
    Random random = new Random(most);
    float[] out = new float[TARGET];
    int length = 0;

    // When
    for (int at = 0; at < in.length; ) {
      int piece = Math.min(in.length - at, random.nextInt(most + 1));
      float[] some = resampler.process(in, at, piece);
      System.arraycopy(some, 0, out, length, some.length);
      length += some.length;
      at += piece;
    }
    float[] rest = resampler.finish();
    System.arraycopy(rest, 0, out, length, rest.length);
    length += rest.length;

    // Then
    assertThat(Arrays.copyOf(out, length)).isEqualTo(Resampler.resample(in, rate, TARGET));
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 44100, 16000",
    "44100, 1, 1",
    "44100, 3, 2",
    "48000, 48001, 16001",
    "8000, 1000, 2000",
    "8000, 0, 0",
    "16000, 123, 123"
  })
  void shouldYieldAsManySamplesAsTheTimeHolds(int rate, int in, int out) {
    assertThat(Resampler.resample(noise(in), rate, TARGET)).hasSize(out);
  }

  @Test
  void shouldReturnSamplesOfTheRightRateAsTheyAre() {
    float[] in = noise(1_000);

    assertThat(Resampler.resample(in, TARGET, TARGET)).isEqualTo(in).isNotSameAs(in);
  }

  @Test
  void shouldPassAConstantExactly() {
    // Given
    float[] in = new float[44_100];
    Arrays.fill(in, 0.5f);

    // When
    float[] out = Resampler.resample(in, 44_100, TARGET);

    // Then
    for (int i = 200; i < out.length - 200; i++) {
      assertThat(out[i]).isCloseTo(0.5f, within(1e-6f));
    }
  }

  @Test
  void shouldBeAsNewAfterTheEndOfAStream() {
    // Given
    float[] in = noise(5_000);
    Resampler resampler = new Resampler(44_100, TARGET);
    float[] first = resampler.process(in, 0, in.length);
    float[] firstRest = resampler.finish();

    // When
    float[] second = resampler.process(in, 0, in.length);
    float[] secondRest = resampler.finish();

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(secondRest).isEqualTo(firstRest);
  }

  @ParameterizedTest
  @ValueSource(ints = {44_100, 48_000, 8_000, 22_050, 16_000})
  void shouldGoOnAnywhereInAStreamAsIfItHadNeverStopped(int rate) {
    // Given
    float[] in = noise(rate / 8);
    float[] whole = Resampler.resample(in, rate, TARGET);
    Resampler resampler = new Resampler(rate, TARGET);
    Random random = new Random(rate);
    IntStream beginning = IntStream.range(0, 250);
    IntStream anywhere = random.ints(100, 0, whole.length);
    IntStream end = IntStream.of(whole.length - 1);

    Stream.of(beginning, anywhere, end)
        .flatMapToInt(cuts -> cuts)
        .forEach(
            cut -> {
              // When
              resampler.process(in, 0, random.nextInt(in.length));
              resampler.seek(cut);
              int from = (int) resampler.firstInput(cut);
              int piece = random.nextInt(in.length - from);
              float[] first = resampler.process(in, from, piece);
              float[] second = resampler.process(in, from + piece, in.length - from - piece);
              float[] rest = resampler.finish();

              // Then
              assertThat(concatenated(first, second, rest))
                  .as("from output sample %d", cut)
                  .isEqualTo(Arrays.copyOfRange(whole, cut, whole.length));
            });
  }

  @Test
  void shouldNeedNoMoreInputThanItsFilterReaches() {
    Resampler resampler = new Resampler(48_000, TARGET);

    assertThat(resampler.firstInput(0)).isZero();
    assertThat(resampler.firstInput(95)).isZero();
    assertThat(resampler.firstInput(96)).isEqualTo(1);
    assertThat(resampler.firstInput(1_000_000_000_000L)).isEqualTo(3_000_000_000_000L - 287);
    assertThat(new Resampler(TARGET, TARGET).firstInput(7)).isEqualTo(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resampler.seek(-1))
        .withMessage("an output sample must be at least 0, but is -1");
  }

  @Test
  void shouldRefuseWhatIsNoSoundAndTakeNothingOfIt() {
    // Given
    float[] good = noise(3_000);
    float[] bad = good.clone();
    bad[2_999] = Float.NaN;
    Resampler resampler = new Resampler(44_100, TARGET);

    // When
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resampler.process(bad, 0, bad.length))
        .withMessageContaining("sample 2999 is NaN");

    // Then
    float[] expected = new Resampler(44_100, TARGET).process(good, 0, good.length);
    assertThat(resampler.process(good, 0, good.length)).isEqualTo(expected);
  }

  @Test
  void shouldRefuseRatesItCannotServe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampler(0, TARGET))
        .withMessageContaining("at least 1 Hz");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampler(383_999, TARGET))
        .withMessageContaining("from 383999 to 16000 Hz");
  }

  private static float[] tone(double hz, int rate, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / rate + 0.3));
    }
    return tone;
  }

  private static float[] concatenated(float[]... pieces) {
    float[] all = new float[Arrays.stream(pieces).mapToInt(piece -> piece.length).sum()];
    int length = 0;
    for (float[] piece : pieces) {
      System.arraycopy(piece, 0, all, length, piece.length);
      length += piece.length;
    }
    return all;
  }

  private static float[] noise(int samples) {
    Random random = new Random(7);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.2 * random.nextGaussian());
    }
    return noise;
  }

  /** Without the edges, where a tone that starts suddenly is not a tone. */
  private static double levelOfTheMiddle(float[] samples) {
    return Level.dbfs(samples, samples.length / 8, samples.length * 3 / 4);
  }

  private static double rmsDifferenceInTheMiddle(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float[] difference = new float[actual.length];
    for (int i = 0; i < actual.length; i++) {
      difference[i] = actual[i] - expected[i];
    }
    return Math.pow(10, levelOfTheMiddle(difference) / 20);
  }
}
