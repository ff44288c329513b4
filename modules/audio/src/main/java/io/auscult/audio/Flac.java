/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** FLAC in memory. */
public final class Flac {

  private static final String NAME = "the FLAC data";

  private Flac() {}

  /**
   * Decodes a complete FLAC file.
   *
   * @param flacFile the file's bytes, from the buffer's position to its limit, which stay as they
   *     are; up to 24 bits and 8 channels
   * @return the sound
   * @throws UnreadableAudioException when the bytes are no FLAC, damaged or cut off
   */
  public static AudioClip decode(ByteBuffer flacFile) throws IOException {
    byte[] bytes = new byte[flacFile.remaining()];
    flacFile.duplicate().get(bytes);
    try (AudioReader reader = new FlacReader(NAME, new ByteArrayInputStream(bytes))) {
      return AudioClip.readAll(NAME, reader);
    }
  }
}
