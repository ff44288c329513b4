/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMelExtractorTest {

  private static final FrontEnd FRONT_END = FrontEnd.standard();
  private static final float SILENCE_DB = (float) (10 * Math.log10(Math.ulp(1.0)));

  private final List<float[]> frames = new ArrayList<>();
  private final List<Long> indices = new ArrayList<>();
  private final LogMelExtractor extractor =
      new LogMelExtractor(
          FRONT_END,
          (index, logMel) -> {
            indices.add(index);
            frames.add(logMel.clone());
          });

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 511, 512, 513, 2_047, 2_048, 2_049, 16_000})
  void shouldYieldTheSameFramesWhateverThePieces(int most) {
    // Given
    float[] samples = noise(20_000);
    Random random = new Random(most);

    // When
    for (int at = 0; at < samples.length; ) {
      int piece = Math.min(samples.length - at, random.nextInt(most + 1));
      extractor.accept(samples, at, piece);
      at += piece;
    }

    // Then
    assertThat(frames.toArray(float[][]::new)).isDeepEqualTo(LogMel.streaming(FRONT_END, samples));
    assertThat(indices).hasSize(FRONT_END.frames(samples.length));
    for (int i = 0; i < indices.size(); i++) {
      assertThat(indices.get(i)).isEqualTo(i);
    }
  }

  @Test
  void shouldReportAFrameWithItsLastSampleAndNotBefore() {
    float[] samples = noise(2_048 + 512);

    extractor.accept(samples, 0, 2_047);
    assertThat(frames).isEmpty();

    extractor.accept(samples, 2_047, 1);
    assertThat(frames).hasSize(1);

    extractor.accept(samples, 2_048, 511);
    assertThat(frames).hasSize(1);

    extractor.accept(samples, 2_559, 1);
    assertThat(frames).hasSize(2);
  }

  @Test
  void shouldCoverTheSamplesOfItsOwnStretchOnly() {
    // Given
    float[] samples = new float[4 * 2_048];
    samples[2_048 + 512] = 1;

    // When
    float[][] logMel = LogMel.streaming(FRONT_END, samples);

    // Then: sample 2560 is in frames 2 (from 1024) to 5 (from 2560), where the window is 0
    for (int frame = 0; frame < logMel.length; frame++) {
      boolean hears = frame >= 2 && frame <= 4;
      assertThat(logMel[frame][64] > SILENCE_DB).as("frame %d", frame).isEqualTo(hears);
    }
  }

  @Test
  void shouldStartAnewAfterReset() {
    // Given
    float[] samples = noise(5_000);
    extractor.accept(noise(3_000), 0, 3_000);
    extractor.reset();
    frames.clear();
    indices.clear();

    // When
    extractor.accept(samples, 0, samples.length);

    // Then
    assertThat(frames.toArray(float[][]::new)).isDeepEqualTo(LogMel.streaming(FRONT_END, samples));
    assertThat(indices).startsWith(0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.1e9f, -1.1e9f})
  void shouldRefuseAPieceWithWhatIsNoSoundAndTakeNothingOfIt(float noSound) {
    // Given
    float[] samples = noise(6_000);
    float[] bad = noise(3_000);
    bad[2_500] = noSound;
    extractor.accept(samples, 0, 1_500);

    // When
    assertThatIllegalArgumentException()
        .isThrownBy(() -> extractor.accept(bad, 100, 2_900))
        .withMessageContaining("sample 2500 is " + noSound);

    // Then
    extractor.accept(samples, 1_500, 4_500);
    assertThat(frames.toArray(float[][]::new)).isDeepEqualTo(LogMel.streaming(FRONT_END, samples));
  }

  @Test
  void shouldNotMindNoSoundOutsideOfThePiece() {
    float[] samples = noise(2_050);
    samples[0] = Float.NaN;
    samples[2_049] = Float.NaN;

    extractor.accept(samples, 1, 2_048);

    assertThat(frames).hasSize(1);
  }

  @Test
  void shouldStayFiniteForTheLoudestItTakes() {
    float[] samples = new float[2_048];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i % 2 == 0 ? 1e9f : -1e9f;
    }

    extractor.accept(samples, 0, samples.length);

    for (float value : frames.get(0)) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void shouldTakeAnEmptyPieceAsNothing() {
    float[] samples = noise(2_048);

    extractor.accept(new float[0], 0, 0);
    extractor.accept(samples, 0, 1_000);
    extractor.accept(samples, 1_000, 0);
    extractor.accept(samples, 1_000, 1_048);

    assertThat(frames.toArray(float[][]::new)).isDeepEqualTo(LogMel.streaming(FRONT_END, samples));
  }

  @Test
  void shouldRefuseAPieceOutsideOfTheArray() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> extractor.accept(new float[10], 5, 6));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> extractor.accept(new float[10], -1, 6));
  }

  @Test
  void shouldYieldTheFloorForDigitalSilence() {
    extractor.accept(new float[2_048], 0, 2_048);

    assertThat(frames.get(0)).containsOnly(SILENCE_DB);
  }

  @Test
  void shouldKeepItsPlaceWhenAListenerThrows() {
    // Given
    float[] samples = noise(6_000);
    List<Long> seen = new ArrayList<>();
    LogMelExtractor fragile =
        new LogMelExtractor(
            FRONT_END,
            (index, logMel) -> {
              if (index == 0) {
                throw new IllegalStateException("listener");
              }
              assertThat(logMel).isEqualTo(LogMel.streaming(FRONT_END, samples)[(int) index]);
              seen.add(index);
            });

    // When
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> fragile.accept(samples, 0, 2_048));
    fragile.accept(samples, 2_048, 6_000 - 2_048);

    // Then
    assertThat(seen).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void shouldAllocateNothingPerFrame() {
    // Given
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] samples = noise(160_000);
    long[] count = new long[1];
    LogMelExtractor lean = new LogMelExtractor(FRONT_END, (index, logMel) -> count[0]++);
    lean.accept(samples, 0, samples.length);

    // When
    long before = threads.getCurrentThreadAllocatedBytes();
    lean.accept(samples, 0, samples.length);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // Then: less than a float a frame, in case the probe itself takes some
    assertThat(count[0]).isGreaterThan(600);
    assertThat(allocated).isLessThan(300 * Float.BYTES);
  }

  private static float[] noise(int samples) {
    Random random = new Random(samples);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
    }
    return noise;
  }
}
