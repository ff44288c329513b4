/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns bytes into frames: signed integers of 16 bits, the low byte first, channel by channel in a
 * frame. What is left of a frame at the end of a read is kept for the next. Not thread-safe.
 */
final class PcmStream {

  private static final Logger LOG = LoggerFactory.getLogger(PcmStream.class);
  private static final int MOST_FRAMES = 4096;
  private static final float FULL_SCALE = 32_768f;

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Bytes {
    /**
     * Reads up to so many bytes, waits for the first.
     *
     * @return bytes read; -1 at their end; 0 if the waiting was called off
     */
    int read(byte[] bytes, int offset, int length) throws IOException;
  }

  private final String name;
  private final int frameBytes;
  private final byte[] buffer;

  /** Bytes in the buffer: a part of a frame, between two reads. */
  private int filled;

  /**
   * @param name what log lines call it
   */
  PcmStream(String name, PcmFormat format) {
    this.name = name;
    this.frameBytes = format.channels() * Short.BYTES;
    this.buffer = new byte[MOST_FRAMES * frameBytes];
  }

  /**
   * Reads the next frames.
   *
   * @param frames the most to read, at least 1
   * @return frames read, at least 1; -1 at the end of the bytes or if the waiting was called off
   */
  int read(Bytes from, float[] interleaved, int offset, int frames) throws IOException {
    int wanted = Math.min(frames, MOST_FRAMES) * frameBytes;
    while (filled < frameBytes) {
      int read = from.read(buffer, filled, wanted - filled);
      if (read <= 0) {
        if (read < 0 && filled > 0) {
          LOG.warn("sound ends within a frame source={} bytesLeft={}", name, filled);
          filled = 0;
        }
        return -1;
      }
      filled += read;
    }
    int whole = filled / frameBytes;
    decode(whole * frameBytes, interleaved, offset);
    filled -= whole * frameBytes;
    System.arraycopy(buffer, whole * frameBytes, buffer, 0, filled);
    return whole;
  }

  private void decode(int bytes, float[] out, int offset) {
    for (int i = 0; i < bytes; i += Short.BYTES) {
      out[offset + i / Short.BYTES] =
          (short) ((buffer[i] & 0xff) | (buffer[i + 1] << 8)) / FULL_SCALE;
    }
  }
}
