/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.AudioChunk;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a gateway's spool has accepted, written down chunk by chunk when it has. A process that is
 * killed leaves all lines but perhaps the last.
 */
final class ChunkLedger implements Closeable {

  /** Names a chunk. */
  record Entry(String sensorId, String streamId, long sequence) {
    static Entry of(AudioChunk chunk) {
      return new Entry(chunk.getSensorId(), chunk.getStreamId(), chunk.getSequence());
    }
  }

  private final FileChannel file;

  private ChunkLedger(FileChannel file) {
    this.file = file;
  }

  /** Goes on with a file, or begins one. */
  static ChunkLedger open(Path path) throws IOException {
    return new ChunkLedger(
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** A chunk was accepted. */
  synchronized void add(AudioChunk chunk) {
    String line =
        "\n%s %s %d %d ."
            .formatted(
                chunk.getSensorId(), chunk.getStreamId(), chunk.getSequence(), checksum(chunk));
    try {
      int unused = file.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All chunks of a file, with the checksums of their samples. */
  static Map<Entry, Long> read(Path path) throws IOException {
    Map<Entry, Long> chunks = new HashMap<>();
    for (String line : Files.readAllLines(path)) {
      String[] parts = line.split(" ", -1);
      if (parts.length == 5) { // The full stop says that the line is whole.
        chunks.put(
            new Entry(parts[0], parts[1], Long.parseLong(parts[2])), Long.parseLong(parts[3]));
      }
    }
    return chunks;
  }

  static long checksum(AudioChunk chunk) {
    CRC32C crc = new CRC32C();
    crc.update(chunk.getSamples().duplicate());
    return crc.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
