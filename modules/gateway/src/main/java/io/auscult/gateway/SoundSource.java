/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.audio.PcmFormat;
import java.io.Closeable;
import java.io.IOException;

/** One uninterrupted sound, read piece by piece. Not thread-safe. */
public interface SoundSource extends Closeable {

  /** What messages call it: a file's path, a machine's id. */
  String name();

  /** The shape of the sound, known before the first sample is read. */
  PcmFormat format();

  /**
   * Reads the next frames; a frame is one sample per channel.
   *
   * @param interleaved receives the samples, nominally in [-1, 1), channel by channel in a frame
   * @param offset index of the first sample to write
   * @param frames the most frames to read, at least 1
   * @return frames read, at least 1, or -1 at the end of the sound
   */
  int read(float[] interleaved, int offset, int frames) throws IOException;

  /** Opens a sound when its turn comes. */
  @FunctionalInterface
  interface Opener {
    SoundSource open() throws IOException;
  }
}
