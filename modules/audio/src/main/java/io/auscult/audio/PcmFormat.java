/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

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
}
