/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.IOException;

/** Reading on until a buffer is full: a source may give less than it is asked for. */
final class SourceReads {

  private SourceReads() {}

  /** Returns frames read: fewer than asked for only at the end of the sound, where it is 0. */
  static int fully(SoundSource source, float[] interleaved, int frames) throws IOException {
    int channels = source.format().channels();
    int filled = 0;
    while (filled < frames) {
      int read = source.read(interleaved, filled * channels, frames - filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }
}
