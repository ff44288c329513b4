/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogMelBlocksTest {

  /** What digital silence has: 10 log10(2.2e-16). */
  private static final float SILENCE = -156.575f;

  @Test
  void shouldKeepEveryValueToHalfAStepThoughSoundBreaksOffInTheBlock() {
    List<float[]> frames = noise(31, 128);
    for (float[] frame : frames.subList(10, 15)) {
      Arrays.fill(frame, SILENCE);
    }

    LogMelBlock block = pack(frames);

    for (int f = 0; f < frames.size(); f++) {
      float[] stored = LogMelBlocks.frame(block, f);
      for (int band = 0; band < stored.length; band++) {
        assertThat(Math.abs(stored[band] - frames.get(f)[band]))
            .as("frame %d band %d", f, band)
            .isLessThanOrEqualTo(1f / 64);
      }
    }
  }

  @Test
  void shouldRoundAFrameTheSameInWhateverBlockItIs() {
    List<float[]> frames = noise(8, 128);

    LogMelBlock whole = pack(frames);

    for (int f = 0; f < frames.size(); f++) {
      LogMelBlock alone = pack(frames.subList(f, f + 1));
      assertThat(LogMelBlocks.frame(whole, f)).isEqualTo(LogMelBlocks.frame(alone, 0));
    }
  }

  @Test
  void shouldReadTheHalvesOfEarlierVersions() {
    ByteBuffer halves = ByteBuffer.allocate(4 * Short.BYTES);
    for (int half : new int[] {0xcd20, 0x0, 0x4fc1, 0xd641}) {
      halves.putShort((short) half);
    }

    LogMelBlock old = new LogMelBlock(2, 0L, 0L, 0, ByteBuffer.allocate(8), halves.flip(), -1L, 0);

    assertThat(LogMelBlocks.frame(old, 0)).containsExactly(-20.5f, 0f);
    assertThat(LogMelBlocks.frame(old, 1)).containsExactly(31.015625f, -100.0625f);
  }

  private static LogMelBlock pack(List<float[]> frames) {
    return LogMelBlocks.pack(frames, Collections.nCopies(frames.size(), 0.1f), 7, 6, 1, 16_000);
  }

  private static List<float[]> noise(int count, int bands) {
    SplittableRandom random = new SplittableRandom(3);
    List<float[]> frames = new ArrayList<>();
    for (int f = 0; f < count; f++) {
      float[] frame = new float[bands];
      for (int band = 0; band < bands; band++) {
        frame[band] = (float) random.nextDouble(-60, 40);
      }
      frames.add(frame);
    }
    return frames;
  }
}
