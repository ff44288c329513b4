/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The protocol {@code given}: the split that a dataset comes with, as DCASE Task 2 does. The normal
 * clips of the train part are learned from; the test part is tested. Machines without a test part,
 * as those of an unlabelled evaluation set, are learned from only.
 */
public record GivenSplit() implements Protocol {

  /** There is one training. */
  @Override
  public List<Integer> folds() {
    return List.of(0);
  }

  @Override
  public Part part(TrainingClip clip, int fold) {
    return clip.part() == Part.TRAIN && clip.condition() == Condition.ABNORMAL
        ? Part.UNSPECIFIED
        : clip.part();
  }

  @Override
  public void require(Dataset dataset) throws DatasetException {
    Set<String> learned = dataset.where(clip -> part(clip, 0) == Part.TRAIN).machines();
    Dataset test = dataset.where(clip -> part(clip, 0) == Part.TEST);
    if (test.clips().isEmpty()) {
      throw new DatasetException(
          "protocol given needs a test part with labels, as DCASE Task 2 has one: use kfold here");
    }
    Map<String, Set<Condition>> tested = new TreeMap<>();
    for (TrainingClip clip : test.clips()) {
      tested
          .computeIfAbsent(clip.machineId(), id -> EnumSet.noneOf(Condition.class))
          .add(clip.condition());
    }
    for (Map.Entry<String, Set<Condition>> machine : tested.entrySet()) {
      if (!learned.contains(machine.getKey())) {
        throw new DatasetException(machine.getKey() + " has no normal clip in its train part");
      }
      if (machine.getValue().size() < Condition.values().length) {
        throw new DatasetException(
            machine.getKey() + " has no normal or no abnormal clip in its test part");
      }
    }
  }
}
