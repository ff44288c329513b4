/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What does not fit into memory: a file in the system's folder for temporary files that is gone
 * when it is closed, or when the process dies. Not thread-safe. A thread that is interrupted while
 * it uses the file gets a {@link ClosedByInterruptException}.
 */
final class ScratchFile implements AutoCloseable {

  private final Path folder;
  private final FileChannel channel;
  private long size;

  private ScratchFile(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * An empty one.
   *
   * @throws IOException if there is no place for one
   */
  static ScratchFile create() throws IOException {
    Path file = Files.createTempFile("auscult-", ".scratch");
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new ScratchFile(file.toAbsolutePath().resolveSibling("."), channel);
  }

  /**
   * Adds bytes at its end.
   *
   * @return where they begin
   * @throws IOException if there is no more room; one line that says where and what to do
   */
  long append(ByteBuffer bytes) throws IOException {
    long position = size;
    try {
      while (bytes.hasRemaining()) {
        size += channel.write(bytes, size);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "no temporary file could be written in %s after %d MB of it (%s): make room there, or name another folder with AUSCULT_JAVA_OPTS=-Djava.io.tmpdir=FOLDER"
              .formatted(folder.normalize(), size / 1_000_000, e.getMessage()),
          e);
    }
    return position;
  }

  /**
   * Reads as many bytes as the buffer has room for.
   *
   * @param position where they begin
   */
  void read(long position, ByteBuffer into) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new EOFException("a temporary file in " + folder.normalize() + " was cut off");
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
