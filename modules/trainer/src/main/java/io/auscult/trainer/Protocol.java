/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;

/** Which clips an evaluation learns from and which it tests on. */
public sealed interface Protocol permits KFold, GivenSplit {

  /** The numbers of the trainings, at least one. */
  List<Integer> folds();

  /**
   * What a clip is used for in one of the trainings; unspecified if it is not used at all.
   *
   * @throws DatasetException if the protocol cannot tell; one line that says why
   */
  Part part(TrainingClip clip, int fold) throws DatasetException;

  /**
   * Checks that a dataset can be measured by the protocol.
   *
   * @throws DatasetException if it cannot; one line that says what it lacks
   */
  void require(Dataset dataset) throws DatasetException;
}
