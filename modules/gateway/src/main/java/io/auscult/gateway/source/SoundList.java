/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sounds that are known from the beginning, played once or over and over. */
public final class SoundList implements Sounds {

  /** How often they are played. */
  public enum Play {
    ONCE,
    LOOP
  }

  private final List<SoundSource.Opener> sounds;
  private final Play play;
  private int next;
  private volatile boolean closed;

  /**
   * @param sounds at least one
   */
  public SoundList(List<SoundSource.Opener> sounds, Play play) {
    if (sounds.isEmpty()) {
      throw new IllegalArgumentException("there is no sound");
    }
    this.sounds = List.copyOf(sounds);
    this.play = play;
  }

  /** A single sound, once. */
  public static SoundList of(SoundSource.Opener sound) {
    return new SoundList(List.of(sound), Play.ONCE);
  }

  /**
   * A WAV or FLAC file, or all of a folder and its subfolders by path.
   *
   * @param sampleRate files at another rate are resampled, Hz
   * @throws io.auscult.audio.UnreadableAudioException if it is missing or holds no such file
   */
  public static SoundList files(Path path, int sampleRate, Play play) throws IOException {
    List<Path> files = Files.isDirectory(path) ? AudioFolder.list(path) : List.of(path);
    return new SoundList(files.stream().map(file -> file(file, sampleRate)).toList(), play);
  }

  /** Opens a file; at another rate it is resampled. */
  public static SoundSource.Opener file(Path file, int sampleRate) {
    return () -> ResampledSource.of(FileSource.open(file), sampleRate);
  }

  @Override
  public @Nullable SoundSource next() throws IOException {
    if (next == sounds.size() && play == Play.LOOP) {
      next = 0;
    }
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
