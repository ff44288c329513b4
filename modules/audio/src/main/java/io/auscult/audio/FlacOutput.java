/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.sourceforge.javaflacencoder.FLACOutputStream;

/** A file in memory. The encoder goes back in it to complete the header. */
final class FlacOutput implements FLACOutputStream {

  private byte[] bytes;
  private int position;
  private int size;

  FlacOutput(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  @Override
  public boolean canSeek() {
    return true;
  }

  @Override
  public long seek(long position) {
    this.position = Math.toIntExact(position);
    return position;
  }

  @Override
  public void write(byte value) {
    write(new byte[] {value}, 0, 1);
  }

  @Override
  public int write(byte[] data, int offset, int count) {
    if (position + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, position + count));
    }
    System.arraycopy(data, offset, bytes, position, count);
    position += count;
    size = Math.max(size, position);
    return count;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long getPos() {
    return position;
  }

  /** What has been written, not copied. */
  ByteBuffer written() {
    return ByteBuffer.wrap(bytes, 0, size);
  }
}
