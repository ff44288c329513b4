/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The sounds of a source, one after the other: the files of a folder, or what a microphone hears
 * from one restart to the next. Asked by one thread.
 */
public interface Sounds extends Closeable {

  /**
   * Opens the next sound, waits for one if it has to.
   *
   * @return null if there will be none any more, or once this is closed
   * @throws IOException if it cannot be opened; the message is one line. Asked again, it goes on
   *     with the next file, or tries the device once more
   */
  @Nullable SoundSource next() throws IOException, InterruptedException;

  /** Whether a sound has no end of its own: then its end is a failure, and it is restarted. */
  boolean isLive();

  /**
   * From any thread, also twice. Lets {@link #next} return, but leaves open what it gave; a read of
   * it that could wait for ever may end.
   */
  @Override
  void close() throws IOException;
}
