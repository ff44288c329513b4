/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One file of the spool and what waits in it. The spool's lock guards it, except for forcing. */
final class Segment implements Closeable {

  private static final String SUFFIX = ".segment";

  final long number;
  final Path path;
  final Map<String, Waiting> waiting = new TreeMap<>();

  /** Behind the last whole record. */
  int end;

  boolean sealed;

  private volatile @Nullable RandomAccessFile file;
  private volatile boolean deleted;

  Segment(Path folder, long number) {
    this.number = number;
    this.path = folder.resolve("%020d%s".formatted(number, SUFFIX));
  }

  /** The number in a file's name, or 0 if the file is no segment. */
  static long numberOf(Path path) {
    String name = path.getFileName().toString();
    return name.matches("\\d{20}\\.segment") ? Long.parseLong(name.substring(0, 20)) : 0;
  }

  /** Creates the file; leaves none behind if that fails. */
  void create() throws IOException {
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      file.setLength(0);
      file.write(SegmentHeader.encode(number));
      end = SegmentHeader.BYTES;
    } catch (IOException e) {
      close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Appends a record. What was half written is cut off, or this segment takes no more. */
  void append(SpoolRecord record) throws IOException {
    RandomAccessFile out = file;
    if (out == null) {
      throw new IOException(path + " is closed");
    }
    byte[] bytes = RecordHeader.encode(record, new SpoolPosition(number, end));
    try {
      out.seek(end);
      out.write(bytes);
    } catch (IOException e) {
      try {
        out.setLength(end);
      } catch (IOException again) {
        sealed = true;
        e.addSuppressed(again);
      }
      throw e;
    }
    end += bytes.length;
    add(record.sensor(), record.sound());
  }

  /** A record waits. */
  void add(String sensor, Duration sound) {
    waiting.merge(sensor, Waiting.NOTHING.plus(sound), (w, one) -> w.plus(one.sound()));
  }

  void acknowledge(String sensor, Duration sound) {
    waiting.computeIfPresent(sensor, (s, w) -> w.records() == 1 ? null : w.minus(sound));
  }

  /** Forces to the disk what was written. A segment that is gone needs no disk. */
  void force() throws IOException {
    RandomAccessFile out = file;
    if (out == null) {
      return;
    }
    try {
      out.getFD().sync();
    } catch (IOException e) {
      if (!deleted) {
        throw e;
      }
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
    deleted = true;
    close();
  }

  @Override
  public void close() throws IOException {
    RandomAccessFile out = file;
    file = null;
    if (out != null) {
      out.close();
    }
  }
}
