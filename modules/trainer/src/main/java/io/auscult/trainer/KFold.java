/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The protocol {@code kfold}: fold f holds out the normal clips whose number n has (n / 2) mod 5 =
 * f of every machine. Neighbouring clips, which may come from one recording, stay together.
 */
public final class KFold {

  /** How many folds there are. */
  public static final int FOLDS = 5;

  private static final Pattern NUMBER = Pattern.compile("(\\d+)\\D*$");

  private KFold() {}

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
