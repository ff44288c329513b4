/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Folders of sound files. */
public final class AudioFolder {

  private AudioFolder() {}

  /**
   * Lists the sound files in a folder and its subfolders, by name: {@code *.wav} and {@code *.flac}
   * in upper or lower case. Hidden files are left out.
   *
   * @param folder the folder
   * @return at least one file, sorted by path
   * @throws UnreadableAudioException when there is no such folder, it is not a folder, may not be
   *     read, or holds no sound file
   */
  public static List<Path> list(Path folder) throws IOException {
    List<Path> files = find(folder);
    if (files.isEmpty()) {
      throw new UnreadableAudioException(
          folder.toString(), "holds no .wav and no .flac file; check the path");
    }
    return files;
  }

  /**
   * Lists them as {@link #list} does, but there may be none yet.
   *
   * @param folder the folder
   * @return files, sorted by path
   * @throws UnreadableAudioException when there is no such folder, it is not a folder, or may not
   *     be read
   */
  public static List<Path> find(Path folder) throws IOException {
    String name = folder.toString();
    if (!Files.exists(folder)) {
      throw new UnreadableAudioException(name, "there is no such folder; check the path");
    }
    if (!Files.isDirectory(folder)) {
      throw new UnreadableAudioException(
          name, "is not a folder; name the folder that holds the sound files");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(AudioFolder::isSound).sorted().toList();
    } catch (UncheckedIOException e) {
      throw UnreadableAudioException.of(name, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw UnreadableAudioException.of(name, e);
    }
  }

  private static boolean isSound(Path path) {
    Path fileName = path.getFileName();
    if (fileName == null || !Files.isRegularFile(path)) {
      return false;
    }
    String name = fileName.toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && (name.endsWith(".wav") || name.endsWith(".flac"));
  }
}
