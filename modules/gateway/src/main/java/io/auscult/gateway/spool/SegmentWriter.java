/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** The segment that records are added to. Not thread-safe, but for {@link #force}. */
final class SegmentWriter implements Closeable {

  private final SegmentFile file;
  private final FileChannel channel;
  private int size;

  private SegmentWriter(SegmentFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Begins a segment.
   *
   * @throws IOException if there is no room for its header, and then no file either
   */
  static SegmentWriter create(SegmentFile file) throws IOException {
    FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    SegmentWriter writer = new SegmentWriter(file, channel);
    try {
      writer.append(file.header());
      return writer;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file.path());
      throw e;
    }
  }

  SegmentFile file() {
    return file;
  }

  /** Bytes so far. */
  int size() {
    return size;
  }

  /**
   * Adds bytes, all of them or none.
   *
   * @return the offset of the first
   */
  int append(ByteBuffer bytes) throws IOException {
    int start = size;
    try {
      int at = start;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      size = at;
      return start;
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
  }

  /** Waits until the disk has what was added before; from any thread. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
