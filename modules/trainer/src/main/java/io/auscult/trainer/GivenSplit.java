/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The protocol {@code given}: the split that a dataset comes with, as DCASE Task 2 does. The normal
 * clips of the train part are learned from; the test part is scored.
 *
 * @param training normal clips of at least every machine that is tested
 * @param test normal and abnormal clips of each machine in it
 */
public record GivenSplit(Dataset training, Dataset test) {

  /**
   * Splits a dataset. Machines without a test part, as those of an unlabelled evaluation set, are
   * learned from only.
   *
   * @throws DatasetException if there is no split, or a machine cannot be tested by it; one line
   */
  public static GivenSplit of(Dataset dataset) throws DatasetException {
    GivenSplit split =
        new GivenSplit(
            dataset.where(clip -> clip.part() == Part.TRAIN).normals(),
            dataset.where(clip -> clip.part() == Part.TEST));
    if (split.test.clips().isEmpty()) {
      throw new DatasetException(
          "protocol given needs a test part with labels, as DCASE Task 2 has one: use kfold here");
    }
    Map<String, Set<Condition>> tested = new TreeMap<>();
    for (TrainingClip clip : split.test.clips()) {
      tested
          .computeIfAbsent(clip.machineId(), id -> EnumSet.noneOf(Condition.class))
          .add(clip.condition());
    }
    Set<String> learned = split.training.machines();
    for (Map.Entry<String, Set<Condition>> machine : tested.entrySet()) {
      if (!learned.contains(machine.getKey())) {
        throw new DatasetException(machine.getKey() + " has no normal clip in its train part");
      }
      if (machine.getValue().size() < Condition.values().length) {
        throw new DatasetException(
            machine.getKey() + " has no normal or no abnormal clip in its test part");
      }
    }
    return split;
  }
}
