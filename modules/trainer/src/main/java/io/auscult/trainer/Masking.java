/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.TrainingBatch;
import java.util.Arrays;
import java.util.Random;

/**
 * Hides one stretch of time and one of frequency in every training window; each is as wide as
 * chance has it, up to the given width. What is hidden gets the window's mean level.
 *
 * @param frames greatest width in time, 0 for none
 * @param melBands greatest width in frequency, 0 for none
 * @see <a href="https://arxiv.org/abs/1904.08779">Park et al.: SpecAugment</a>
 */
public record Masking(int frames, int melBands) {

  /**
   * @throws IllegalArgumentException if a width is negative
   */
  public Masking {
    Recipe.require(frames >= 0, "masking.frames: must not be negative");
    Recipe.require(melBands >= 0, "masking.melBands: must not be negative");
  }

  /** Hides nothing. */
  public static Masking none() {
    return new Masking(0, 0);
  }

  /** Masks one row of a batch of windows of {@code bands} x {@code length}. */
  void apply(TrainingBatch batch, int row, int bands, int length, Random random) {
    if (frames == 0 && melBands == 0) {
      return;
    }
    float[] windows = batch.windows();
    int offset = row * bands * length;
    double sum = 0;
    for (int i = 0; i < bands * length; i++) {
      sum += windows[offset + i];
    }
    float mean = (float) (sum / (bands * length));
    int width = random.nextInt(Math.min(frames, length) + 1);
    int first = random.nextInt(length - width + 1);
    for (int band = 0; band < bands; band++) {
      int start = offset + band * length + first;
      Arrays.fill(windows, start, start + width, mean);
    }
    int height = random.nextInt(Math.min(melBands, bands) + 1);
    int start = offset + random.nextInt(bands - height + 1) * length;
    Arrays.fill(windows, start, start + height * length, mean);
  }
}
