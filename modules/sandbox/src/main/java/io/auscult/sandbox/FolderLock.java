/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a data folder to one node. Kafka locks it too, but only after its Raft part has begun to
 * tidy up there, which destroys the node that runs.
 */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Creates the folder if it is missing and locks it until {@link #close}. */
  static FolderLock acquire(Path folder) throws IOException {
    FileChannel channel = open(folder);
    try {
      if (channel.tryLock() != null) {
        return new FolderLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException(inUse(folder), e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(inUse(folder));
  }

  private static FileChannel open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          folder.resolve("sandbox.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is not a folder", e);
    } catch (AccessDeniedException e) {
      throw new IOException("No permission to write to the folder " + folder, e);
    }
  }

  private static String inUse(Path folder) {
    return "The folder %s is used by another embedded Kafka: stop that one, or choose another folder"
        .formatted(folder);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
