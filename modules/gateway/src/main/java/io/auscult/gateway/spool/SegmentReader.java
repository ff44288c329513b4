/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a segment one after the other. What makes no sense is passed over, up to the
 * next record whose checksums are right. Not thread-safe.
 */
final class SegmentReader implements Closeable {

  private static final int SEARCH_BLOCK = 1 << 16;

  private final SegmentFile file;
  private final FileChannel channel;
  private final SpoolListener listener;
  private final ByteBuffer header = ByteBuffer.allocate(RecordHeader.LENGTH);
  private int position;

  private SegmentReader(SegmentFile file, int from, SpoolListener listener) throws IOException {
    this.file = file;
    this.listener = listener;
    this.position = Math.max(from, SegmentFile.HEADER_LENGTH);
    this.channel = FileChannel.open(file.path(), StandardOpenOption.READ);
  }

  /**
   * Opens a segment.
   *
   * @param from offset of a record, or of the end
   * @param listener told of what is passed over
   */
  static SegmentReader open(SegmentFile file, int from, SpoolListener listener) throws IOException {
    return new SegmentReader(file, from, listener);
  }

  SegmentFile file() {
    return file;
  }

  /** Where the next record is looked for. */
  int position() {
    return position;
  }

  /**
   * The next record.
   *
   * @param limit offset behind the last complete record
   * @return null if there is none before the limit
   */
  @Nullable Spooled next(long limit) throws IOException {
    while (position < limit) {
      Spooled found = read(position, limit);
      if (found != null) {
        return found;
      }
      int from = position;
      position = search(position + 1, limit);
      listener.corrupt(new SpoolPosition(file.number(), from), position - from);
    }
    return null;
  }

  /** A record that was passed by without its value. */
  record Skimmed(int offset, RecordHeader header, String sensor) {}

  /**
   * Hops over the next record; its value is not read, and not verified.
   *
   * @return null if there is none before the limit
   */
  @Nullable Skimmed skim(long limit) throws IOException {
    while (position < limit) {
      RecordHeader found = header(position, limit);
      if (found != null) {
        Skimmed skimmed = new Skimmed(position, found, sensor(found));
        position += found.recordLength();
        return skimmed;
      }
      position = search(position + 1, limit);
    }
    return null;
  }

  private String sensor(RecordHeader found) throws IOException {
    ByteBuffer sensor = ByteBuffer.allocate(found.sensorLength());
    Reads.fully(channel, sensor, position + RecordHeader.LENGTH + found.keyLength());
    return new String(sensor.array(), UTF_8);
  }

  private @Nullable Spooled read(int at, long limit) throws IOException {
    RecordHeader found = header(at, limit);
    if (found == null) {
      return null;
    }
    ByteBuffer payload = ByteBuffer.allocate(found.payloadLength());
    Reads.fully(channel, payload, at + RecordHeader.LENGTH);
    SpoolRecord record = payload.hasRemaining() ? null : RecordCodec.decode(found, payload.flip());
    if (record == null) {
      return null;
    }
    position = at + found.recordLength();
    return new Spooled(new SpoolPosition(file.number(), at), record);
  }

  private @Nullable RecordHeader header(int at, long limit) throws IOException {
    if (at + RecordHeader.LENGTH > limit) {
      return null;
    }
    header.clear();
    Reads.fully(channel, header, at);
    if (header.hasRemaining()) {
      return null;
    }
    RecordHeader found = RecordHeader.read(header.flip());
    return found == null || at + (long) found.recordLength() > limit ? null : found;
  }

  /** Offset of the next whole record from there on; the limit if there is none. */
  private int search(int from, long limit) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(SEARCH_BLOCK);
    for (int start = from; start < limit; start += SEARCH_BLOCK - RecordHeader.LENGTH) {
      block.clear();
      Reads.fully(channel, block, start);
      block.flip();
      for (int i = 0; i + RecordHeader.LENGTH <= block.limit(); i++) {
        if (block.getInt(i) == RecordHeader.MAGIC && isRecord(start + i, limit)) {
          return start + i;
        }
      }
    }
    return (int) limit;
  }

  private boolean isRecord(int at, long limit) throws IOException {
    int before = position;
    boolean is = read(at, limit) != null;
    position = before;
    return is;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
