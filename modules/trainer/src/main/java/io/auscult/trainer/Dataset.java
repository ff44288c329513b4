/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Labelled clips of several machines. Sorted by machine, condition and name, so that the order they
 * were found in changes nothing.
 *
 * @param clips the clips
 */
public record Dataset(List<TrainingClip> clips) {

  /** Sorts the clips. */
  public Dataset {
    clips =
        clips.stream()
            .sorted(
                Comparator.comparing(TrainingClip::machineId)
                    .thenComparing(TrainingClip::condition)
                    .thenComparing(TrainingClip::name))
            .toList();
  }

  /** The normal clips alone. */
  public Dataset normals() {
    return where(clip -> clip.condition() == Condition.NORMAL);
  }

  /** The clips that satisfy the condition. */
  public Dataset where(Predicate<TrainingClip> condition) {
    return new Dataset(clips.stream().filter(condition).toList());
  }
}
