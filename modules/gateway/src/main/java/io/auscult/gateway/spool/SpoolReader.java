/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spool without locking or changing it, while a gateway uses it too. A segment that the
 * gateway deletes meanwhile is left out: Kafka has it, or it was dropped.
 */
public final class SpoolReader {

  /** Takes what a spool holds, oldest first. */
  public interface Visitor {

    /** A record, and whether it is acknowledged. */
    void record(Spooled spooled, boolean acknowledged);

    /**
     * Bytes that are not what was written.
     *
     * @param sensor whose, null if that is not known
     */
    void damaged(@Nullable String sensor, Path segment, int offset, int bytes);

    /** A record that was half written when the gateway ended, or is being written. */
    void tornTail(Path segment, int offset, int bytes);
  }

  /**
   * What was visited.
   *
   * @param segments how many
   * @param bytes of all segments
   */
  public record Extent(int segments, long bytes) {}

  private final Path folder;

  /**
   * A spool's folder.
   *
   * @throws SpoolException if it is no folder
   */
  public SpoolReader(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new SpoolException(folder + ": is no folder: name the gateway's spool.folder");
    }
    this.folder = folder;
  }

  /**
   * Visits everything on the disk.
   *
   * @throws SpoolException if a newer Auscult wrote one of the segments
   */
  public Extent visit(Visitor visitor) throws IOException {
    SpoolPosition cursor = CursorFile.peek(folder);
    List<Segment> segments = Recovery.list(folder);
    int count = 0;
    long bytes = 0;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      try (SegmentReader reader = new SegmentReader(segment.path, segment.number)) {
        int length = Math.toIntExact(reader.length());
        boolean last = i == segments.size() - 1;
        visit(segment, reader, length, last, cursor, visitor);
        count++;
        bytes += length;
      } catch (FileNotFoundException e) {
        // Deleted meanwhile.
      }
    }
    return new Extent(count, bytes);
  }

  private static void visit(
      Segment segment,
      SegmentReader reader,
      int length,
      boolean last,
      @Nullable SpoolPosition cursor,
      Visitor visitor)
      throws IOException {
    if (length >= SegmentHeader.BYTES
        && SegmentHeader.check(segment.path, segment.number) == SegmentHeader.State.DAMAGED) {
      visitor.damaged(null, segment.path, 0, SegmentHeader.BYTES);
    }
    int whole = last ? Recovery.wholeEnd(segment.path, segment.number) : length;
    int end = Math.min(whole, length);
    int offset = SegmentHeader.BYTES;
    while (offset < end) {
      Piece piece = Piece.read(reader, offset, end);
      SpoolRecord record = piece.record();
      if (record == null) {
        visitor.damaged(piece.sensor(), segment.path, offset, piece.end() - offset);
      } else {
        visitor.record(
            new Spooled(piece.position(), record),
            cursor != null && piece.position().compareTo(cursor) < 0);
      }
      offset = piece.end();
    }
    if (end < length) {
      visitor.tornTail(segment.path, end, length - end);
    }
  }
}
