/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** Told how a training goes, on the thread that trains. */
@FunctionalInterface
public interface TrainingListener {

  /**
   * Where a training stands.
   *
   * @param phase what it does at the moment
   * @param epoch the current epoch, from 1; 0 before the first
   * @param epochs how many there will be
   * @param loss mean loss of the last epoch's steps so far; NaN before the first
   * @param done share of the whole work, 0 to 1, never falling
   */
  record Progress(Phase phase, int epoch, int epochs, double loss, double done) {}

  /** What a training does one after the other. */
  enum Phase {
    READING,
    TRAINING,
    CALIBRATING
  }

  /** Called after every clip that was read and every step that was trained. */
  void progress(Progress progress);

  /**
   * A listener for a part of this one's work.
   *
   * @param from how much of the whole is done when the part begins, 0 to 1
   * @param share of the whole that the part is
   */
  default TrainingListener part(double from, double share) {
    return p ->
        progress(new Progress(p.phase(), p.epoch(), p.epochs(), p.loss(), from + share * p.done()));
  }

  /** A listener that does not care. */
  static TrainingListener none() {
    return progress -> {};
  }
}
