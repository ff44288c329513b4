/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what is on the disk. */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private Recovery() {}

  /**
   * The segments of a folder, oldest first. Changes nothing.
   *
   * @throws SpoolException if a newer Auscult wrote one of them
   */
  static List<Segment> list(Path folder) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .mapToLong(Segment::numberOf)
          .filter(number -> number > 0)
          .sorted()
          .forEach(number -> segments.add(new Segment(folder, number)));
    }
    for (Segment segment : segments) {
      try {
        if (SegmentHeader.check(segment.path, segment.number) == SegmentHeader.State.DAMAGED) {
          LOG.warn("damaged header, the records are searched, file={}", segment.path);
        }
      } catch (FileNotFoundException e) {
        LOG.debug("deleted by the gateway meanwhile, file={}", segment.path);
      }
    }
    return segments;
  }

  /** The first header from there on; what lies before it is damaged. */
  static @Nullable RecordHeader from(SegmentReader reader, int offset, int limit)
      throws IOException {
    if (offset >= limit) {
      return null;
    }
    RecordHeader header = reader.headerAt(offset, limit);
    return header == null ? reader.search(offset + 1, limit) : header;
  }

  /** Cuts off what stands behind the last record whose checksums are right. */
  static void cutTail(Segment segment, SpoolListener listener) throws IOException {
    long length = Files.size(segment.path);
    int end = wholeEnd(segment.path, segment.number);
    if (end == length) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(segment.path.toFile(), "rw")) {
      file.setLength(end);
      file.getFD().sync();
    }
    LOG.warn("torn tail cut off, file={} offset={} bytes={}", segment.path, end, length - end);
    listener.cutOff(segment.path, end, length - end);
  }

  /** Behind the last whole record. */
  static int wholeEnd(Path path, long number) throws IOException {
    try (SegmentReader reader = new SegmentReader(path, number)) {
      int length = Math.toIntExact(reader.length());
      int end = Math.min(SegmentHeader.BYTES, length);
      RecordHeader header = from(reader, SegmentHeader.BYTES, length);
      while (header != null) {
        if (reader.record(header) != null) {
          end = header.end();
        }
        header = from(reader, header.end(), length);
      }
      return end;
    }
  }

  /** Counts what waits, by the headers alone. */
  static void count(Segment segment, SpoolPosition cursor) throws IOException {
    int start = cursor.segment() == segment.number ? cursor.offset() : SegmentHeader.BYTES;
    try (SegmentReader reader = new SegmentReader(segment.path, segment.number)) {
      RecordHeader header = from(reader, start, segment.end);
      while (header != null) {
        segment.add(header.sensor(), header.sound());
        header = from(reader, header.end(), segment.end);
      }
    }
  }
}
