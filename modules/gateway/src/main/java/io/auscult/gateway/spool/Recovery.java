/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a spool of what a process that ended somehow has left. */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private Recovery() {}

  /**
   * The segments of a folder, the oldest first. Those that Kafka has are deleted, and a tail that
   * was torn while it was written is cut off.
   *
   * @param acknowledged before this, Kafka has all
   * @throws IOException if a later version of Auscult wrote one; then nothing was changed
   */
  static Deque<Segment> segments(Path folder, SpoolPosition acknowledged) throws IOException {
    List<SegmentFile> files = SegmentFile.list(folder);
    for (SegmentFile file : files) {
      file.requireReadable();
    }
    Deque<Segment> segments = new ArrayDeque<>();
    for (int i = 0; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      int from = file.number() == acknowledged.segment() ? acknowledged.offset() : 0;
      long size = i == files.size() - 1 ? cutOffTornTail(file) : file.size();
      if (file.number() < acknowledged.segment() || size <= SegmentFile.HEADER_LENGTH) {
        Files.delete(file.path());
      } else {
        segments.add(new Segment(file, count(file, from, size), size));
      }
    }
    return segments;
  }

  /** Returns the size that is left. */
  private static long cutOffTornTail(SegmentFile file) throws IOException {
    long size = file.size();
    long end = Math.min(size, SegmentFile.HEADER_LENGTH);
    try (SegmentReader reader = SegmentReader.open(file, 0, SpoolListener.NONE)) {
      while (reader.next(size) != null) {
        end = reader.position();
      }
    }
    if (end < size) {
      LOG.warn("a torn tail is cut off file={} bytes={}", file.path(), size - end);
      try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
    return end;
  }

  private static Tally count(SegmentFile file, int from, long size) throws IOException {
    Tally waiting = new Tally();
    try (SegmentReader reader = SegmentReader.open(file, from, SpoolListener.NONE)) {
      for (SegmentReader.Skimmed record = reader.skim(size);
          record != null;
          record = reader.skim(size)) {
        waiting.add(record.header());
      }
    }
    return waiting;
  }
}
