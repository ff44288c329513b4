/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sounds that are looked for when they are wanted: what is missing at first may come. */
public final class DeferredSounds implements Sounds {

  /** Where they are looked for. */
  @FunctionalInterface
  public interface Finder {
    /**
     * Looks for them.
     *
     * @throws IOException if they are not there; the message is one line
     */
    Sounds find() throws IOException;
  }

  private final Finder finder;
  private @Nullable Sounds found;
  private boolean closed;

  public DeferredSounds(Finder finder) {
    this.finder = finder;
  }

  @Override
  public @Nullable SoundSource next() throws IOException, InterruptedException {
    Sounds sounds = sounds();
    return sounds == null ? null : sounds.next();
  }

  private synchronized @Nullable Sounds sounds() throws IOException {
    if (found == null && !closed) {
      found = finder.find();
    }
    return found;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (found != null) {
      found.close();
    }
  }
}
