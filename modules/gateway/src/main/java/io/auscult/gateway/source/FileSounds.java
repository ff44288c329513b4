/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A WAV or FLAC file, or all of a folder and its subfolders by path, once or over and over. The
 * files are looked for when the first is asked for, and again before each further round; until
 * there is one, asking is an error. One that cannot be read is an error once, then the next
 * follows.
 */
public final class FileSounds implements Sounds {

  private final Path path;
  private final int sampleRate;
  private final boolean loops;
  private final Deque<Path> left = new ArrayDeque<>();
  private boolean begun;
  private volatile boolean closed;

  private FileSounds(Path path, int sampleRate, boolean loops) {
    this.path = path;
    this.sampleRate = sampleRate;
    this.loops = loops;
  }

  /**
   * Each file once.
   *
   * @param sampleRate files at another rate are resampled, Hz
   */
  public static FileSounds once(Path path, int sampleRate) {
    return new FileSounds(path, sampleRate, false);
  }

  /**
   * After the last file, the first again.
   *
   * @param sampleRate files at another rate are resampled, Hz
   */
  public static FileSounds looping(Path path, int sampleRate) {
    return new FileSounds(path, sampleRate, true);
  }

  /**
   * Opens a file.
   *
   * @param sampleRate one at another rate is resampled, Hz
   */
  public static SoundSource.Opener file(Path file, int sampleRate) {
    return () -> open(file, sampleRate);
  }

  /**
   * Opens a file.
   *
   * @throws io.auscult.audio.UnreadableAudioException if the file is no readable sound
   * @throws IOException if it cannot be resampled; the message is one line
   */
  static SoundSource open(Path file, int sampleRate) throws IOException {
    FileSource source = FileSource.open(file);
    try {
      return ResampledSource.of(source, sampleRate);
    } catch (IllegalArgumentException e) {
      source.close();
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public @Nullable SoundSource next() throws IOException {
    if (left.isEmpty() && (loops || !begun)) {
      left.addAll(files());
      begun = true;
    }
    return closed || left.isEmpty() ? null : open(left.remove(), sampleRate);
  }

  private List<Path> files() throws IOException {
    if (Files.notExists(path)) {
      throw new IOException(path + ": there is no such file or folder; check the path");
    }
    return Files.isDirectory(path) ? AudioFolder.list(path) : List.of(path);
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
