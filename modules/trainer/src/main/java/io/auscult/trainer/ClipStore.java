/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Keeps clips as FLAC in a temporary file while they are in use. Not thread-safe. */
public final class ClipStore implements AutoCloseable {

  private final ScratchFile file;

  private ClipStore(ScratchFile file) {
    this.file = file;
  }

  /**
   * An empty one.
   *
   * @throws IOException if there is no place for one
   */
  public static ClipStore create() throws IOException {
    return new ClipStore(ScratchFile.create());
  }

  /**
   * Keeps a clip.
   *
   * @param name what to call it in messages
   * @param flac a complete FLAC file
   * @param mostSamples the most samples per channel that it may hold
   * @return its sound, until the store is closed
   * @throws IOException if there is no more room
   */
  public ClipAudio keep(String name, ByteBuffer flac, int mostSamples) throws IOException {
    int size = flac.remaining();
    return new Kept(name, file.append(flac.duplicate()), size, mostSamples);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class Kept implements ClipAudio {

    private final String name;
    private final long position;
    private final int size;
    private final int mostSamples;

    Kept(String name, long position, int size, int mostSamples) {
      this.name = name;
      this.position = position;
      this.size = size;
      this.mostSamples = mostSamples;
    }

    @Override
    public float[][] read() throws IOException {
      return ClipFile.resampled(recorded(), name);
    }

    @Override
    public AudioClip recorded() throws IOException {
      ByteBuffer flac = ByteBuffer.allocate(size);
      file.read(position, flac);
      return Flac.decode(name, flac.flip(), mostSamples);
    }
  }
}
