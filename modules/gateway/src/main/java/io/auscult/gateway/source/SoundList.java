/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sounds that are known from the beginning, each once. */
public final class SoundList implements Sounds {

  private final List<SoundSource.Opener> sounds;
  private int next;
  private volatile boolean closed;

  /**
   * @param sounds at least one
   */
  public SoundList(List<SoundSource.Opener> sounds) {
    if (sounds.isEmpty()) {
      throw new IllegalArgumentException("there is no sound");
    }
    this.sounds = List.copyOf(sounds);
  }

  @Override
  public @Nullable SoundSource next() throws IOException {
    return closed || next == sounds.size() ? null : sounds.get(next++).open();
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void close() {
    closed = true;
  }
}
