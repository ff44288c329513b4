/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The shape of a sound.
 *
 * @param sampleRate samples per second and channel, at least 1
 * @param channels number of channels, at least 1
 */
public record PcmFormat(int sampleRate, int channels) {

  /**
   * Validates.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public PcmFormat {
    if (sampleRate < 1) {
      throw new IllegalArgumentException("sampleRate must be at least 1, but is " + sampleRate);
    }
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be at least 1, but is " + channels);
    }
  }

  /**
   * How long so many samples per channel last, to the microsecond; 0 to those of 18 years at 16
   * kHz.
   */
  public Duration durationOf(long frames) {
    return Duration.of(Math.multiplyExact(frames, 1_000_000L) / sampleRate, ChronoUnit.MICROS);
  }
}
