/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A segment: a file of records behind a header.
 *
 * @param number from 1; later segments have higher ones
 */
record SegmentFile(Path path, long number) {

  static final int HEADER_LENGTH = 20;

  /** {@code ASPL}. */
  private static final int MAGIC = 0x4153504C;

  private static final short VERSION = 1;
  private static final int CRC_OFFSET = HEADER_LENGTH - Integer.BYTES;
  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.segment");

  static SegmentFile in(Path folder, long number) {
    return new SegmentFile(folder.resolve("%020d.segment".formatted(number)), number);
  }

  /** Those of a folder, the oldest first. */
  static List<SegmentFile> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .map(name -> in(folder, Long.parseLong(name.group(1))))
          .sorted((a, b) -> Long.compare(a.number, b.number))
          .toList();
    }
  }

  /** Bytes of the file, 0 if it is gone. */
  long size() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    header.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putLong(number);
    return header.putInt(RecordHeader.crc(header.slice(0, CRC_OFFSET))).flip();
  }

  /**
   * Makes sure that this program can read it. A header that was torn or damaged does not matter:
   * each record says for itself what it is.
   *
   * @throws IOException if a later version of Auscult wrote it; the message names the file
   */
  void requireReadable() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      Reads.fully(channel, header, 0);
    }
    if (!header.hasRemaining()
        && header.getInt(0) == MAGIC
        && header.getInt(CRC_OFFSET) == RecordHeader.crc(header.slice(0, CRC_OFFSET))
        && header.getShort(4) != VERSION) {
      throw new IOException(
          "%s has version %d of the spool's format, this program knows version %d: run the Auscult that wrote it until Kafka has all, or use another spool.folder"
              .formatted(path, header.getShort(4), VERSION));
    }
  }
}
