/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the clips of a dataset in a folder, whose layout is told by its content: MIMII's, that of
 * DCASE 2020 Task 2, that of DCASE Task 2 since 2021, or a folder a machine. {@code *.wav} and
 * {@code *.flac} are looked at; hidden files and folders and all other files are not.
 */
public final class DatasetFolder {

  /** A folder a machine comes last: it takes what would fit MIMII, too. */
  private static final List<DatasetLayout> LAYOUTS =
      List.of(
          new MimiiLayout(),
          new DcaseIdLayout(),
          new DcaseSectionLayout(),
          new MachineFolderLayout());

  private static final Path ROOT = Path.of("");

  private DatasetFolder() {}

  /**
   * Finds the clips below a folder; reads none of them yet.
   *
   * @param notes told, in one line each, what was left out
   * @throws DatasetException if the folder is missing, holds no clips, or they are in no layout
   *     that is known or in several; one line that says what was found and what is expected
   * @throws IOException if a folder cannot be listed
   */
  public static Dataset scan(Path folder, Consumer<String> notes) throws IOException {
    if (!Files.exists(folder)) {
      throw new DatasetException(folder + ": there is no such folder; check the path");
    }
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(folder + ": is not a folder; name the one that holds the clips");
    }
    List<Path> paths = sounds(folder);
    if (paths.isEmpty()) {
      throw new DatasetException(folder + " holds no .wav and no .flac file: " + expected());
    }
    refuseClipsBesideFolders(folder, paths);
    DatasetLayout layout = layoutOf(paths);
    if (layout == null) {
      throw noLayout(folder, paths);
    }
    return dataset(folder, paths, layout, notes);
  }

  /** The sound files, relative to the folder and sorted. */
  private static List<Path> sounds(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(folder::relativize)
          .filter(DatasetFolder::isSound)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      if (cause instanceof FileSystemLoopException) {
        throw new DatasetException(
            cause.getMessage() + ": is a link to a folder that it lies in; remove the link", cause);
      }
      throw cause;
    }
  }

  private static boolean isSound(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return false;
      }
    }
    String lower = path.toString().toLowerCase(Locale.ROOT);
    return lower.endsWith(".wav") || lower.endsWith(".flac");
  }

  /** In every layout a folder holds either clips or folders. */
  private static void refuseClipsBesideFolders(Path folder, List<Path> paths)
      throws DatasetException {
    Map<Path, Path> clips = new HashMap<>();
    for (Path path : paths) {
      clips.putIfAbsent(parent(path), path);
    }
    for (Path path : paths) {
      for (Path inside = parent(path); !inside.equals(ROOT); inside = parent(inside)) {
        Path beside = clips.get(parent(inside));
        if (beside != null) {
          throw new DatasetException(
              ("%s: %s lies beside a folder of clips (%s), so that it is open whose it is:"
                      + " give every machine a folder of its own")
                  .formatted(folder, beside, path));
        }
      }
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? ROOT : parent;
  }

  private static @Nullable DatasetLayout layoutOf(List<Path> paths) {
    for (DatasetLayout layout : LAYOUTS) {
      if (paths.stream().allMatch(path -> layout.label(path) != null)) {
        return layout;
      }
    }
    return null;
  }

  private static DatasetException noLayout(Path folder, List<Path> paths) {
    Path fitting = folderAbove(folder.toAbsolutePath().normalize(), paths);
    if (fitting != null) {
      return new DatasetException(
          "%s: no folder in it names the machine of %s: give the folder %s"
              .formatted(folder, paths.get(0), fitting));
    }
    Map<String, List<Path>> found = new LinkedHashMap<>();
    for (Path path : paths) {
      String layout =
          LAYOUTS.stream()
              .filter(candidate -> candidate.label(path) != null)
              .map(DatasetLayout::name)
              .findFirst()
              .orElse("no layout");
      found.computeIfAbsent(layout, key -> new ArrayList<>()).add(path);
    }
    if (found.size() == 1) {
      return new DatasetException(
          "%s: %s is in no layout that is known: %s".formatted(folder, paths.get(0), expected()));
    }
    String list =
        found.entrySet().stream()
            .map(
                entry ->
                    "%d in %s (%s)"
                        .formatted(
                            entry.getValue().size(), entry.getKey(), entry.getValue().get(0)))
            .collect(Collectors.joining(", "));
    return new DatasetException(
        "%s: all clips must be in one layout, but there are %s: %s"
            .formatted(folder, list, expected()));
  }

  /** Somebody may have gone too deep: the folder above in which the clips would fit a layout. */
  private static @Nullable Path folderAbove(Path folder, List<Path> paths) {
    Path above = folder.getParent();
    for (int levels = 0; levels < 2 && above != null; levels++) {
      Path below = above.relativize(folder);
      if (layoutOf(paths.stream().map(below::resolve).toList()) != null) {
        return above;
      }
      above = above.getParent();
    }
    return null;
  }

  private static String expected() {
    return "expected "
        + LAYOUTS.stream()
            .map(layout -> layout.name() + " as in " + layout.example())
            .collect(Collectors.joining(", or "));
  }

  private static Dataset dataset(
      Path folder, List<Path> paths, DatasetLayout layout, Consumer<String> notes)
      throws DatasetException {
    List<TrainingClip> clips = new ArrayList<>();
    List<Path> unlabelled = new ArrayList<>();
    Map<String, Path> named = new HashMap<>();
    for (Path path : paths) {
      ClipLabel label = Objects.requireNonNull(layout.label(path));
      if (label.condition() == null) {
        unlabelled.add(path);
        continue;
      }
      TrainingClip clip =
          new TrainingClip(
              label.machineId(),
              label.type(),
              label.name(),
              label.condition(),
              label.part(),
              new ClipFile(folder.resolve(path)));
      Path other = named.put(clip.describe(), path);
      if (other != null) {
        throw new DatasetException(
            "%s: %s and %s are both clip %s of %s: keep one, or give it another name"
                .formatted(folder, other, path, clip.name(), clip.machineId()));
      }
      clips.add(clip);
    }
    if (!unlabelled.isEmpty()) {
      notes.accept(
          "%s: clips left out, because their names do not say whether they are normal: %d (%s, ...)"
              .formatted(folder, unlabelled.size(), unlabelled.get(0)));
    }
    if (clips.isEmpty()) {
      throw new DatasetException(
          folder + " holds clips without labels only: there is nothing to learn or to measure by");
    }
    return new Dataset(clips);
  }
}
