/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  /** What may be trained on: the normal clips that the dataset does not mean for a test. */
  public Dataset forTraining() {
    return where(TrainingClip::isForTraining);
  }

  /** The ids of the machines that there are clips of. */
  public SortedSet<String> machines() {
    return clips.stream()
        .map(TrainingClip::machineId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The clips that satisfy the condition. */
  public Dataset where(Predicate<TrainingClip> condition) {
    return new Dataset(clips.stream().filter(condition).toList());
  }
}
