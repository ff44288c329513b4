/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A record, or bytes that are none any more.
 *
 * @param record null if the bytes are damaged
 * @param sensor whose; null if that is not known
 * @param end where the next piece begins
 */
record Piece(
    SpoolPosition position, @Nullable SpoolRecord record, @Nullable String sensor, int end) {

  /** The piece at an offset before the limit. Bytes that the disk does not give are damaged. */
  static Piece read(SegmentReader reader, int offset, int limit) {
    SpoolPosition position = new SpoolPosition(reader.segment(), offset);
    RecordHeader header = null;
    try {
      header = reader.headerAt(offset, limit);
      if (header == null) {
        RecordHeader next = reader.search(offset + 1, limit);
        return new Piece(position, null, null, next == null ? limit : next.position().offset());
      }
      return new Piece(position, reader.record(header), header.sensor(), header.end());
    } catch (IOException e) {
      return header == null
          ? new Piece(position, null, null, limit)
          : new Piece(position, null, header.sensor(), header.end());
    }
  }
}
