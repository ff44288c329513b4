/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * How far Kafka has the records, in a file of two slots that are written in turn: one that is torn
 * leaves the other. Its room is taken from the beginning on, so a full disk does not stop it.
 */
final class Cursor implements Closeable {

  static final String NAME = "cursor";
  static final int SLOT_LENGTH = 24;
  private static final int CRC_OFFSET = SLOT_LENGTH - Integer.BYTES;

  private final FileChannel channel;
  private long generation;
  private @Nullable SpoolPosition position;

  private Cursor(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens that of a folder, or makes one. */
  static Cursor open(Path folder) throws IOException {
    Cursor cursor =
        new Cursor(
            FileChannel.open(
                folder.resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    cursor.read();
    return cursor;
  }

  /** What it says, without a right to change it; null if there is none. */
  static @Nullable SpoolPosition look(Path folder) throws IOException {
    try (Cursor cursor =
        new Cursor(FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ))) {
      cursor.read();
      return cursor.position();
    }
  }

  private void read() throws IOException {
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer bytes = ByteBuffer.allocate(SLOT_LENGTH);
      Reads.fully(channel, bytes, (long) slot * SLOT_LENGTH);
      if (!bytes.hasRemaining()
          && bytes.getInt(CRC_OFFSET) == RecordHeader.crc(bytes.slice(0, CRC_OFFSET))
          && bytes.getLong(0) > generation) {
        generation = bytes.getLong(0);
        position = new SpoolPosition(bytes.getLong(8), bytes.getInt(16));
      }
    }
  }

  /** Of the first record that Kafka does not have; null if nothing is known. */
  @Nullable SpoolPosition position() {
    return position;
  }

  /** Remembers, also across the end of the process. */
  void move(SpoolPosition to) throws IOException {
    position = to;
    generation++;
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_LENGTH);
    bytes.putLong(generation).putLong(to.segment()).putInt(to.offset());
    bytes.putInt(RecordHeader.crc(bytes.slice(0, CRC_OFFSET))).flip();
    long at = generation % 2 * SLOT_LENGTH;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** Waits until the disk has it; from any thread. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
