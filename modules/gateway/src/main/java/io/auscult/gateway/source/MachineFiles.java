/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which machine the sound files of a folder belong to. */
public final class MachineFiles {

  private static final Set<String> CONDITIONS = Set.of("normal", "abnormal");

  private MachineFiles() {}

  /**
   * The WAV and FLAC files of a folder and its subfolders by machine id; those of a machine by
   * path.
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
  public static Map<String, List<Path>> of(Path folder) throws IOException {
    Map<String, List<Path>> files = new TreeMap<>();
    for (Path file : AudioFolder.list(folder)) {
      files.computeIfAbsent(machineOf(folder, file), machine -> new ArrayList<>()).add(file);
    }
    return files;
  }

  /** The machine of a file that nothing else names: its name without extension. */
  public static String machineOf(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String machineOf(Path root, Path file) {
    List<String> names = new ArrayList<>();
    root.relativize(file).iterator().forEachRemaining(name -> names.add(name.toString()));
    names.remove(names.size() - 1);
    dropCondition(names);
    if (!names.isEmpty()) {
      return String.join("/", names);
    }
    List<String> above = new ArrayList<>();
    root.toAbsolutePath().normalize().iterator().forEachRemaining(n -> above.add(n.toString()));
    dropCondition(above);
    return above.isEmpty() ? machineOf(file) : above.get(above.size() - 1);
  }

  private static void dropCondition(List<String> names) {
    if (!names.isEmpty() && CONDITIONS.contains(names.get(names.size() - 1))) {
      names.remove(names.size() - 1);
    }
  }
}
