/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.auscult.audio.WavWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether it measures, not what. */
class FlacBenchmarkTest {

  private static final int RATE = 16_000;

  @TempDir Path folder;

  @Test
  void shouldCountEveryWholeSecondOfEveryChannelOnce() throws Exception {
    // Given
    Path quiet = Files.createDirectory(folder.resolve("quiet"));
    Path loud = Files.createDirectory(folder.resolve("loud"));
    float[] silence = new float[2 * RATE + 100];
    WavWriter.write(quiet.resolve("a.wav"), RATE, silence, silence, silence);
    WavWriter.write(loud.resolve("b.wav"), RATE, noise(RATE));

    // When
    FlacFigures figures = new FlacBenchmark(folder).run();

    // Then
    assertThat(figures.files()).isEqualTo(2);
    assertThat(figures.chunks()).isEqualTo(3 * 2 + 1);
    assertThat(figures.uncompressed()).isEqualTo(1);
    assertThat(figures.flacByFolder()).containsOnlyKeys("quiet", "loud");
    assertThat(figures.flacByFolder().get("quiet")).isBetween(0.01, 0.2);
    assertThat(figures.flacByFolder().get("loud")).isBetween(1.0, 1.01);
    assertThat(figures.zstdByFolder().get("quiet")).isLessThan(0.01);
    assertThat(figures.zstdByFolder().get("loud")).isBetween(1.0, 1.01);
    assertThat(figures.flac())
        .isBetween(figures.flacByFolder().get("quiet"), figures.flacByFolder().get("loud"));
    assertThat(figures.flacInZstd()).isLessThan(figures.flac());
    assertThat(figures.encodeSpeed()).isPositive();
    assertThat(figures.decodeSpeed()).isPositive();
    assertThat(figures.encodeKilobytes()).isGreaterThan(figures.decodeKilobytes());
  }

  @Test
  void shouldSayThatNothingIsLongEnough() throws Exception {
    WavWriter.write(folder.resolve("a.wav"), RATE, noise(RATE - 1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FlacBenchmark(folder).run())
        .withMessage(folder + ": holds no file of a second or longer; check the path");
  }

  private static float[] noise(int samples) {
    Random random = new Random(1);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (random.nextInt(65_536) - 32_768) / 32_768f;
    }
    return noise;
  }
}
