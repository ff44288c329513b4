/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Up to where Kafka has everything. Two slots are written in turn: a torn one leaves the other, a
 * bit older.
 */
final class CursorFile implements Closeable {

  static final String NAME = "cursor";

  /** A slot has a disk's sector of its own. */
  static final int SLOT_BYTES = 4096;

  static final int CURSOR_BYTES = 32;

  /** {@code ACUR}. */
  private static final int MAGIC = 0x41435552;

  private static final int CRC_AT = 28;

  private record Slot(long turn, SpoolPosition position) {}

  private final RandomAccessFile file;
  private long turn;
  private final @Nullable SpoolPosition found;

  /**
   * Opens or creates it. Its place on the disk is taken now, so that a full disk stops no write.
   */
  CursorFile(Path folder) throws IOException {
    Slot newest = newest(folder);
    turn = newest == null ? 0 : newest.turn();
    found = newest == null ? null : newest.position();
    file = new RandomAccessFile(folder.resolve(NAME).toFile(), "rw");
    if (file.length() < 2 * SLOT_BYTES) {
      long length = file.length();
      file.seek(length);
      file.write(new byte[(int) (2 * SLOT_BYTES - length)]);
      file.getFD().sync();
    }
  }

  /** What it said when it was opened; null if nothing. */
  @Nullable SpoolPosition found() {
    return found;
  }

  /** Changes nothing. */
  static @Nullable SpoolPosition peek(Path folder) throws IOException {
    Slot newest = newest(folder);
    return newest == null ? null : newest.position();
  }

  void write(SpoolPosition position) throws IOException {
    turn++;
    file.seek(turn % 2 * SLOT_BYTES);
    file.write(encode(turn, position));
  }

  void force() throws IOException {
    file.getFD().sync();
  }

  static byte[] encode(long turn, SpoolPosition position) {
    ByteBuffer out = ByteBuffer.allocate(CURSOR_BYTES);
    out.putInt(MAGIC).putInt(SegmentHeader.VERSION).putLong(turn);
    out.putLong(position.segment()).putInt(position.offset());
    out.putInt(Crc.of(out.array(), 0, CRC_AT));
    return out.array();
  }

  private static @Nullable Slot newest(Path folder) throws IOException {
    Path path = folder.resolve(NAME);
    if (!Files.exists(path)) {
      return null;
    }
    byte[] bytes;
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(2 * SLOT_BYTES);
    }
    Slot first = slot(bytes, 0);
    Slot second = slot(bytes, SLOT_BYTES);
    return first == null || (second != null && second.turn() > first.turn()) ? second : first;
  }

  private static @Nullable Slot slot(byte[] bytes, int at) {
    if (bytes.length < at + CURSOR_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, at, CURSOR_BYTES).slice();
    return in.getInt(0) == MAGIC
            && in.getInt(4) == SegmentHeader.VERSION
            && in.getInt(CRC_AT) == Crc.of(bytes, at, CRC_AT)
        ? new Slot(in.getLong(8), new SpoolPosition(in.getLong(16), in.getInt(24)))
        : null;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
