/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** The first bytes of a segment's file; docs/spool.md has them one by one. */
final class SegmentHeader {

  static final int BYTES = 32;

  static final int VERSION = 1;

  /** {@code AUSCSPOL}. */
  private static final long MAGIC = 0x4155534353504F4CL;

  private static final int CRC_AT = 20;

  /** What a file begins with. */
  enum State {
    READABLE,
    /** Cut short or changed: its records speak for themselves. */
    DAMAGED
  }

  private SegmentHeader() {}

  static byte[] encode(long segment) {
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    header.putLong(MAGIC).putInt(VERSION).putLong(segment);
    header.putInt(Crc.of(header.array(), 0, CRC_AT));
    return header.array();
  }

  /**
   * Looks at the header, changes nothing.
   *
   * @throws SpoolException if a newer Auscult wrote the file
   */
  static State check(Path path, long segment) throws IOException {
    byte[] header = new byte[BYTES];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      if (file.length() < BYTES) {
        return State.DAMAGED;
      }
      file.readFully(header);
    }
    ByteBuffer in = ByteBuffer.wrap(header);
    if (in.getLong(0) == MAGIC && in.getInt(CRC_AT) == Crc.of(header, 0, CRC_AT)) {
      int version = in.getInt(8);
      if (version != VERSION) {
        throw new SpoolException(
            "%s: has format version %d, and this Auscult reads version %d: use the Auscult that wrote it, or a newer one"
                .formatted(path, version, VERSION));
      }
    }
    return Arrays.equals(header, encode(segment)) ? State.READABLE : State.DAMAGED;
  }
}
