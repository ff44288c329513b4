/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import io.auscult.dsp.Resampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Clips in the folders of the MIMII dataset: {@code <type>/<id>/{normal,abnormal}/*.wav|flac}.
 *
 * @see <a href="https://zenodo.org/records/3384388">MIMII</a>
 */
public final class MimiiFolder {

  private static final int SAMPLE_RATE = 16000;

  private MimiiFolder() {}

  /**
   * Finds the clips below a folder; reads none of them yet.
   *
   * @throws DatasetException if the folder is missing or holds no clips in this layout
   * @throws IOException if a folder cannot be listed
   */
  public static Dataset scan(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(folder + " is not a folder");
    }
    List<TrainingClip> clips = new ArrayList<>();
    for (Path type : folders(folder)) {
      for (Path machine : folders(type)) {
        for (Condition condition : Condition.values()) {
          Path sounds = machine.resolve(condition.name().toLowerCase(Locale.ROOT));
          if (Files.isDirectory(sounds)) {
            addClips(sounds, type.getFileName() + "/" + machine.getFileName(), condition, clips);
          }
        }
      }
    }
    if (clips.isEmpty()) {
      throw new DatasetException(
          folder + " holds no clips: expected <type>/<id>/{normal,abnormal}/*.wav or *.flac");
    }
    return new Dataset(clips);
  }

  private static void addClips(
      Path sounds, String machineId, Condition condition, List<TrainingClip> clips)
      throws IOException {
    String type = machineId.substring(0, machineId.indexOf('/'));
    for (Path file : children(sounds)) {
      String name = file.getFileName().toString();
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".wav") || lower.endsWith(".flac")) {
        String stem = name.substring(0, name.lastIndexOf('.'));
        clips.add(new TrainingClip(machineId, type, stem, condition, () -> read(file)));
      }
    }
  }

  private static float[][] read(Path file) throws IOException {
    AudioClip clip = AudioClip.read(file);
    if (clip.sampleRate() == SAMPLE_RATE) {
      return clip.channels();
    }
    float[][] resampled = new float[clip.channels().length][];
    for (int channel = 0; channel < resampled.length; channel++) {
      resampled[channel] =
          Resampler.resample(clip.channels()[channel], clip.sampleRate(), SAMPLE_RATE);
    }
    return resampled;
  }

  private static List<Path> folders(Path folder) throws IOException {
    return children(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }
}
