/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a spool's folder, to be looked at: nothing is changed or locked, and a gateway may be
 * using it.
 */
public final class SpoolContents {

  /** Looks at records and at what is none. */
  public interface Visitor {

    /**
     * A record.
     *
     * @param waiting whether Kafka does not have it, as far as is known
     */
    void record(Spooled spooled, boolean waiting) throws IOException;

    /** So many bytes make no sense. */
    default void damaged(SpoolPosition from, long bytes) {}

    /** A record at the very end was torn while it was written: it had not been accepted. */
    default void torn(SpoolPosition from, long bytes) {}
  }

  private final List<SegmentFile> segments;
  private final SpoolPosition acknowledged;

  private SpoolContents(List<SegmentFile> segments, @Nullable SpoolPosition acknowledged) {
    this.segments = segments;
    this.acknowledged = acknowledged == null ? new SpoolPosition(0, 0) : acknowledged;
  }

  /**
   * Looks at a folder.
   *
   * @throws IOException if it is no spool, or a later version of Auscult wrote it; the message is
   *     one line
   */
  public static SpoolContents of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder %s".formatted(folder));
    }
    if (!Files.exists(folder.resolve(Cursor.NAME)) && SegmentFile.list(folder).isEmpty()) {
      throw new IOException("%s is no spool: it has no segments".formatted(folder));
    }
    List<SegmentFile> segments = SegmentFile.list(folder);
    for (SegmentFile segment : segments) {
      segment.requireReadable();
    }
    SpoolPosition acknowledged =
        Files.exists(folder.resolve(Cursor.NAME)) ? Cursor.look(folder) : null;
    return new SpoolContents(segments, acknowledged);
  }

  /** How many segments there are. */
  public int segments() {
    return segments.size();
  }

  /** What they take on disk. */
  public long bytes() {
    return segments.stream().mapToLong(SegmentFile::size).sum();
  }

  /** Visits all, the oldest first, and verifies every checksum. */
  public void visit(Visitor visitor) throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      visit(segments.get(i), i == segments.size() - 1, visitor);
    }
  }

  private void visit(SegmentFile segment, boolean isLast, Visitor visitor) throws IOException {
    long size = segment.size();
    SpoolListener damage =
        new SpoolListener() {
          @Override
          public void corrupt(SpoolPosition from, long bytes) {
            if (isLast && from.offset() + bytes == size) {
              visitor.torn(from, bytes);
            } else {
              visitor.damaged(from, bytes);
            }
          }
        };
    try (SegmentReader reader = SegmentReader.open(segment, 0, damage)) {
      for (Spooled next = reader.next(size); next != null; next = reader.next(size)) {
        visitor.record(next, next.position().compareTo(acknowledged) >= 0);
      }
    }
  }
}
