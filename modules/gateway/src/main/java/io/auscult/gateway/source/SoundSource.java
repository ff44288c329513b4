/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One uninterrupted sound, read piece by piece by one thread. */
public interface SoundSource extends Closeable {

  /** What messages call it: a file's path, a device, a machine's id. */
  String name();

  /** The shape of the sound, known before the first sample is read. */
  PcmFormat format();

  /**
   * When the first sample was captured, if the sound has a time of its own, as one that is played
   * has; null if it is being captured as it is read.
   */
  default @Nullable Instant startedAt() {
    return null;
  }

  /**
   * Reads the next frames, waits for them if it has to; a frame is one sample per channel.
   *
   * @param interleaved receives the samples, nominally in [-1, 1), channel by channel in a frame
   * @param offset index of the first sample to write
   * @param frames the most frames to read, at least 1
   * @return frames read, at least 1, or -1 at the end of the sound
   */
  int read(float[] interleaved, int offset, int frames) throws IOException;

  /** From any thread, also twice. A read that waits ends, if the operating system lets it. */
  @Override
  void close() throws IOException;

  /** Opens a sound when its turn comes. */
  @FunctionalInterface
  interface Opener {
    SoundSource open() throws IOException;
  }
}
