/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.audio.AudioFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one machine's sensors hear: sounds that follow each other without a pause, each a stream of
 * its own.
 *
 * @param machineId the machine, not blank
 * @param channels which sensors the channels become
 * @param sounds at least one
 */
public record Feed(String machineId, Channels channels, List<SoundSource.Opener> sounds) {

  private static final int SAMPLE_RATE = 16_000;
  private static final Set<String> CONDITIONS = Set.of("normal", "abnormal");

  public Feed {
    if (machineId.isBlank()) {
      throw new IllegalArgumentException("a machine id must not be blank");
    }
    if (sounds.isEmpty()) {
      throw new IllegalArgumentException(machineId + " has no sound");
    }
    sounds = List.copyOf(sounds);
  }

  /** A single sound. */
  public static Feed of(String machineId, Channels channels, SoundSource.Opener sound) {
    return new Feed(machineId, channels, List.of(sound));
  }

  /** A file, at 16 kHz; the machine's id is the file's name without extension. */
  public static Feed file(Path file, Channels channels) {
    return file(file, nameWithoutExtension(file), channels);
  }

  /** A file of a machine, at 16 kHz. */
  public static Feed file(Path file, String machineId, Channels channels) {
    return of(machineId, channels, opener(file));
  }

  /**
   * The WAV and FLAC files of a folder and its subfolders, at 16 kHz, a feed a machine, by machine
   * id; the files of a machine by path.
   *
   * <p>A file's machine id is the path of its folder relative to the given one, with {@code /}
   * between names and without a trailing {@code normal} or {@code abnormal}: in {@code data}, the
   * file {@code data/fan/id_00/normal/1.wav} belongs to {@code fan/id_00}. If nothing is left of
   * that path, it is the name of the given folder, or of the folder above if that is {@code normal}
   * or {@code abnormal}.
   *
   * @throws io.auscult.audio.UnreadableAudioException if the folder is missing, no folder, or holds
   *     no such file
   */
  public static List<Feed> folder(Path folder, Channels channels) throws IOException {
    Map<String, List<SoundSource.Opener>> soundsByMachine = new TreeMap<>();
    for (Path file : AudioFolder.list(folder)) {
      soundsByMachine
          .computeIfAbsent(machineOf(folder, file), machine -> new ArrayList<>())
          .add(opener(file));
    }
    List<Feed> feeds = new ArrayList<>();
    soundsByMachine.forEach((machine, sounds) -> feeds.add(new Feed(machine, channels, sounds)));
    return feeds;
  }

  private static String machineOf(Path root, Path file) {
    List<String> names = new ArrayList<>();
    Path relative = root.relativize(file);
    relative.iterator().forEachRemaining(name -> names.add(name.toString()));
    names.remove(names.size() - 1);
    dropCondition(names);
    if (!names.isEmpty()) {
      return String.join("/", names);
    }
    List<String> above = new ArrayList<>();
    root.toAbsolutePath().normalize().iterator().forEachRemaining(n -> above.add(n.toString()));
    dropCondition(above);
    return above.isEmpty() ? nameWithoutExtension(file) : above.get(above.size() - 1);
  }

  private static void dropCondition(List<String> names) {
    if (!names.isEmpty() && CONDITIONS.contains(names.get(names.size() - 1))) {
      names.remove(names.size() - 1);
    }
  }

  private static String nameWithoutExtension(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** The pipeline listens at one rate, and a file does not mind being resampled here. */
  private static SoundSource.Opener opener(Path file) {
    return () -> ResampledSource.of(FileSource.open(file), SAMPLE_RATE);
  }
}
