/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The protocol {@code kfold}: fold f holds out the normal clips whose number n has (n / 2) mod 5 =
 * f of every machine. Neighbouring clips, which may come from one recording, stay together. The
 * other normal clips are learned from; the held-out and all abnormal ones are tested.
 *
 * @param folds which of the folds 0 to 4 are run
 */
public record KFold(List<Integer> folds) implements Protocol {

  static final int FOLDS = 5;

  private static final Pattern NUMBER = Pattern.compile("(\\d+)\\D*$");

  /**
   * @throws IllegalArgumentException if there is none, or no such fold
   */
  public KFold {
    if (folds.isEmpty() || folds.stream().anyMatch(fold -> fold < 0 || fold >= FOLDS)) {
      throw new IllegalArgumentException("folds: " + folds + " are not among 0 to " + (FOLDS - 1));
    }
    folds = List.copyOf(new TreeSet<>(folds));
  }

  /** All five folds. */
  public static KFold all() {
    return new KFold(IntStream.range(0, FOLDS).boxed().toList());
  }

  @Override
  public Part part(TrainingClip clip, int fold) throws DatasetException {
    return clip.condition() == Condition.NORMAL && foldOf(clip) != fold ? Part.TRAIN : Part.TEST;
  }

  @Override
  public void require(Dataset dataset) throws DatasetException {
    for (int fold : folds) {
      Map<String, Set<Condition>> tested = new TreeMap<>();
      for (TrainingClip clip : dataset.clips()) {
        Set<Condition> own =
            tested.computeIfAbsent(clip.machineId(), id -> EnumSet.noneOf(Condition.class));
        if (part(clip, fold) == Part.TEST) {
          own.add(clip.condition());
        }
      }
      for (Map.Entry<String, Set<Condition>> machine : tested.entrySet()) {
        if (machine.getValue().size() < Condition.values().length) {
          throw new DatasetException(
              machine.getKey()
                  + " has no normal or no abnormal clip to be tested on in fold "
                  + fold);
        }
      }
    }
  }

  /**
   * The fold that holds a normal clip out.
   *
   * @throws DatasetException if the clip's name holds no number
   */
  static int foldOf(TrainingClip clip) throws DatasetException {
    Matcher number = NUMBER.matcher(clip.name());
    if (!number.find()) {
      throw new DatasetException(
          clip.source() + ": protocol kfold needs clips with a number in their name");
    }
    String digits = number.group(1);
    return (int) (Long.parseLong(digits.substring(Math.max(0, digits.length() - 18))) / 2 % FOLDS);
  }
}
