/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raw samples from a stream of bytes: signed, 16 bits, the low byte first, channel by channel in a
 * frame. Where one read ends within a frame, the next goes on with its rest.
 */
final class PcmStream implements SoundSource {

  private static final Logger LOG = LoggerFactory.getLogger(PcmStream.class);
  private static final float FULL_SCALE = 32_768f;

  private final String name;
  private final PcmFormat format;
  private final int frameBytes;
  private final InputStream in;
  private final Closeable whole;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  /** Bytes of a frame that has not come wholly. */
  private int kept;

  /**
   * @param whole closed with this; ends a read of the stream that waits
   */
  PcmStream(String name, PcmFormat format, InputStream in, Closeable whole) {
    this.name = name;
    this.format = format;
    this.frameBytes = Short.BYTES * format.channels();
    this.in = in;
    this.whole = whole;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    makeRoom(frames * frameBytes);
    byte[] bytes = buffer.array();
    while (kept < frameBytes) {
      int read = in.read(bytes, kept, frames * frameBytes - kept);
      if (read <= 0) { // A sound card that was closed gives 0.
        if (kept > 0) {
          LOG.warn("the sound ended within a frame source={} bytes={}", name, kept);
          kept = 0;
        }
        return -1;
      }
      kept += read;
    }
    int whole = kept / frameBytes;
    for (int i = 0; i < whole * format.channels(); i++) {
      interleaved[offset + i] = buffer.getShort(i * Short.BYTES) / FULL_SCALE;
    }
    int used = whole * frameBytes;
    System.arraycopy(bytes, used, bytes, 0, kept - used);
    kept -= used;
    return whole;
  }

  private void makeRoom(int bytes) {
    if (buffer.capacity() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      System.arraycopy(buffer.array(), 0, larger.array(), 0, kept);
      buffer = larger;
    }
  }

  @Override
  public void close() throws IOException {
    whole.close();
  }
}
