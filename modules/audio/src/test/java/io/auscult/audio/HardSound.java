/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What an encoder may trip over. */
enum HardSound {
  SILENCE,
  CONSTANT,
  NEARLY_CONSTANT,
  FASTEST_SQUARE_WAVE,
  SQUARE_WAVE,
  WHITE_NOISE,
  CLIPPED_NOISE,
  CORRELATED_NOISE,
  QUIET_NOISE,
  COARSE_STEPS,
  RARE_PEAKS,
  SWEEP,
  NOISE_AFTER_SILENCE;

  static final List<PcmFormat> FORMATS =
      List.of(new PcmFormat(16_000, 1), new PcmFormat(44_100, 2), new PcmFormat(48_000, 8));

  /** The shortest, and those around the size of a block and of two. */
  static final int[] LENGTHS =
      IntStream.concat(
              IntStream.rangeClosed(1, 33),
              IntStream.of(63, 100, 4_095, 4_096, 4_097, 4_098, 4_099, 4_100, 4_101, 8_193, 16_000))
          .toArray();

  private static final int LOUDEST = 32_767;

  /**
   * Renders.
   *
   * @param random every channel, and every round of a fuzz test, has another amplitude, filter and
   *     noise
   */
  ByteBuffer samples(PcmFormat format, int frames, Random random) {
    int channels = format.channels();
    ByteBuffer samples =
        ByteBuffer.allocate(frames * channels * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int channel = 0; channel < channels; channel++) {
      double amplitude = Math.pow(2, 15 * random.nextDouble());
      double memory = random.nextDouble();
      double last = 0;
      for (int i = 0; i < frames; i++) {
        last = memory * last + Math.sqrt(1 - memory * memory) * random.nextGaussian();
        double value = value(i, frames, amplitude, last, random);
        samples.putShort(
            (i * channels + channel) * Short.BYTES,
            (short) Math.max(-LOUDEST - 1, Math.min(LOUDEST, Math.rint(value))));
      }
    }
    return samples;
  }

  private double value(int i, int frames, double amplitude, double noise, Random random) {
    return switch (this) {
      case SILENCE -> 0;
      case CONSTANT -> -12_345;
      case NEARLY_CONSTANT -> i == frames / 2 ? LOUDEST : -LOUDEST - 1;
      case FASTEST_SQUARE_WAVE -> i % 2 == 0 ? LOUDEST : -LOUDEST - 1;
      case SQUARE_WAVE -> i / 50 % 2 == 0 ? LOUDEST : -LOUDEST - 1;
      case WHITE_NOISE -> random.nextInt(65_536) - 32_768;
      case CLIPPED_NOISE -> 4 * LOUDEST * noise;
      case CORRELATED_NOISE -> amplitude * noise;
      case QUIET_NOISE -> random.nextInt(3) - 1;
      case COARSE_STEPS -> 4_096 * Math.rint(noise);
      case RARE_PEAKS -> random.nextInt(1_000) > 0 ? 0 : random.nextBoolean() ? LOUDEST : -LOUDEST;
      case SWEEP -> LOUDEST * Math.sin(Math.PI / 2 * i * i / frames);
      case NOISE_AFTER_SILENCE -> i < frames / 2 ? 0 : random.nextInt(65_536) - 32_768;
    };
  }
}
