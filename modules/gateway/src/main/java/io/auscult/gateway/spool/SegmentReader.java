/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one segment. Not by way of a channel, which an interrupt would close. Not
 * thread-safe.
 */
final class SegmentReader implements Closeable {

  private static final int SEARCH_BYTES = 1 << 16;

  private final long segment;
  private final RandomAccessFile file;
  private final byte[] header = new byte[RecordHeader.MOST_BYTES];

  SegmentReader(Path path, long segment) throws IOException {
    this.segment = segment;
    this.file = new RandomAccessFile(path.toFile(), "r");
  }

  long segment() {
    return segment;
  }

  long length() throws IOException {
    return file.length();
  }

  /** The header of the record that begins there; null if none does, or not all of it is there. */
  @Nullable RecordHeader headerAt(int offset, long limit) throws IOException {
    int length = read(offset, header, (int) Math.min(header.length, limit - offset));
    return RecordHeader.decode(header, length, new SpoolPosition(segment, offset), limit);
  }

  /** The next whole record's header from there on; null if there is none before the limit. */
  @Nullable RecordHeader search(int from, long limit) throws IOException {
    byte[] block = new byte[SEARCH_BYTES];
    for (long start = from; start + RecordHeader.FIXED_BYTES <= limit; start += SEARCH_BYTES - 3) {
      int length = read((int) start, block, (int) Math.min(SEARCH_BYTES, limit - start));
      ByteBuffer bytes = ByteBuffer.wrap(block);
      for (int i = 0; i + Integer.BYTES <= length; i++) {
        if (block[i] == 'A' && bytes.getInt(i) == RecordHeader.MAGIC) {
          RecordHeader found = headerAt((int) start + i, limit);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  /** The record; null if its value is not what was written. */
  @Nullable SpoolRecord record(RecordHeader at) throws IOException {
    byte[] value = new byte[at.valueBytes()];
    int length = read(at.position().offset() + at.headerBytes(), value, value.length);
    return length == value.length && Crc.of(value, 0, length) == at.valueCrc()
        ? at.with(value)
        : null;
  }

  /** Reads as much as there is. */
  private int read(int offset, byte[] bytes, int length) throws IOException {
    file.seek(offset);
    int filled = 0;
    while (filled < length) {
      int count = file.read(bytes, filled, length - filled);
      if (count < 0) {
        break;
      }
      filled += count;
    }
    return filled;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
