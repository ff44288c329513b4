/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** FLAC in memory. */
public final class Flac {

  private Flac() {}

  /**
   * Encodes samples as a complete FLAC file of 16 bits that says how long it is and carries the MD5
   * of its samples. The file has been decoded again and gave the same samples.
   *
   * @param format at most 655,350 Hz and 8 channels
   * @param samples S16LE, channel by channel within a frame, as {@link Pcm16#encode} writes them;
   *     at least one frame, from the buffer's position to its limit, which stay as they are, as
   *     does its order
   * @return the file's bytes, the same for the same samples. Sound that does not compress takes
   *     about 100 bytes, and 0.2 %, more than its samples
   * @throws IllegalArgumentException when FLAC has no such format, or the bytes are no whole number
   *     of frames
   */
  public static ByteBuffer encode(PcmFormat format, ByteBuffer samples) {
    return new FlacEncoder(format, samples).encode();
  }

  /**
   * Decodes a complete FLAC file.
   *
   * @param name what to call the data in messages
   * @param flacFile the file's bytes, from the buffer's position to its limit, which stay as they
   *     are; up to 24 bits and 8 channels
   * @param mostSamples the most samples per channel to decode: a few bytes of FLAC can stand for
   *     gigabytes of sound
   * @return the sound; samples of 16 bits are exact, and {@link Pcm16#encode} gives them back
   * @throws UnreadableAudioException when the bytes are no FLAC, damaged, cut off, or more sound
   *     than that
   */
  public static AudioClip decode(String name, ByteBuffer flacFile, int mostSamples)
      throws UnreadableAudioException {
    byte[] bytes = new byte[flacFile.remaining()];
    flacFile.duplicate().get(bytes);
    try (AudioReader reader = new FlacReader(name, new ByteArrayInputStream(bytes))) {
      return AudioClip.readAll(name, reader, mostSamples);
    } catch (IOException e) {
      throw UnreadableAudioException.of(name, e);
    }
  }
}
