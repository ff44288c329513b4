/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** FLAC in memory. */
public final class Flac {

  private Flac() {}

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
