/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that this process has for itself. */
final class FolderLock implements Closeable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing, and locks it.
   *
   * @throws IOException if it cannot be used; the message is one line that names the setting
   */
  static FolderLock of(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException("spool.folder: %s is no folder".formatted(folder));
    }
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new FolderLock(channel);
      }
      channel.close();
    } catch (AccessDeniedException e) {
      throw new IOException("spool.folder: no right to write to %s".formatted(e.getFile()), e);
    } catch (IOException e) {
      throw new IOException("spool.folder: cannot use %s: %s".formatted(folder, e.getMessage()), e);
    }
    throw new IOException(
        "spool.folder: another gateway uses %s: stop it, or give each its own".formatted(folder));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
