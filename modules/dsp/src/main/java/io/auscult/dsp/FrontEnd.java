/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import java.util.Locale;

/**
 * The parameters that turn samples into log-mel frames. Two equal front-ends give bit-equal frames
 * on the same machine, so this is what a model remembers of the sound it was trained on.
 *
 * @param sampleRate samples per second, 1000 to 384000
 * @param frameLength samples in a frame, a power of two from 64 to 8192
 * @param hop samples from the start of a frame to the start of the next, 1 to {@code frameLength}
 * @param melBands number of mel bands, at least 1 and few enough that the narrowest one is wider
 *     than an FFT bin
 * @param minHz lower edge of the lowest band in Hz, at least 0
 * @param maxHz upper edge of the highest band in Hz, above {@code minHz}, at most half the sample
 *     rate
 */
public record FrontEnd(
    int sampleRate, int frameLength, int hop, int melBands, double minHz, double maxHz) {

  private static final int MIN_SAMPLE_RATE = 1_000;
  private static final int MAX_SAMPLE_RATE = 384_000;
  private static final int MIN_FRAME_LENGTH = 64;
  // TarsosDSP's FFT starts threads of its own beyond this length.
  private static final int MAX_FRAME_LENGTH = 8_192;

  /**
   * Validates.
   *
   * @throws IllegalArgumentException naming the parameter, its range and what was given
   */
  public FrontEnd {
    check(
        sampleRate >= MIN_SAMPLE_RATE && sampleRate <= MAX_SAMPLE_RATE,
        "sampleRate must be %d to %d Hz, but is %d",
        MIN_SAMPLE_RATE,
        MAX_SAMPLE_RATE,
        sampleRate);
    check(
        frameLength >= MIN_FRAME_LENGTH
            && frameLength <= MAX_FRAME_LENGTH
            && Integer.bitCount(frameLength) == 1,
        "frameLength must be a power of two from %d to %d, but is %d",
        MIN_FRAME_LENGTH,
        MAX_FRAME_LENGTH,
        frameLength);
    check(
        hop >= 1 && hop <= frameLength,
        "hop must be 1 to frameLength (%d), but is %d",
        frameLength,
        hop);
    check(minHz >= 0, "minHz must be at least 0, but is %s", minHz);
    check(
        maxHz > minHz && maxHz <= sampleRate / 2.0,
        "maxHz must be above minHz (%s) and at most half the sample rate (%s), but is %s",
        minHz,
        sampleRate / 2.0,
        maxHz);
    check(melBands >= 1, "melBands must be at least 1, but is %d", melBands);
    // Bands never get narrower towards higher frequencies: the first one decides.
    double narrowest = MelScale.edgeHz(2, melBands, minHz, maxHz) - minHz;
    check(
        narrowest > (double) sampleRate / frameLength,
        "melBands %d is too many for a frameLength of %d: the lowest band would hold no FFT bin",
        melBands,
        frameLength);
  }

  /**
   * The front-end of Auscult's own models.
   *
   * @return 16 kHz, frames of 2048 samples every 512, 128 mel bands from 0 to 8 kHz
   */
  public static FrontEnd standard() {
    return new FrontEnd(16_000, 2_048, 512, 128, 0, 8_000);
  }

  /**
   * How many whole frames fit into a stretch of samples without padding.
   *
   * @param samples number of samples, at least 0
   * @return number of frames, 0 when there is less than one
   */
  public int frames(int samples) {
    return samples < frameLength ? 0 : 1 + (samples - frameLength) / hop;
  }

  /**
   * Where the mel bands lie: band b rises from edge b to edge b + 1 and falls to edge b + 2.
   *
   * @return {@code melBands + 2} frequencies in Hz, ascending
   */
  public double[] bandEdgesHz() {
    return MelScale.edgesHz(melBands, minHz, maxHz);
  }

  private static void check(boolean valid, String message, Object... arguments) {
    if (!valid) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
