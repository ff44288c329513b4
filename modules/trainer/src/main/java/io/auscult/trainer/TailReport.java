/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;

/**
 * How the tail probabilities of healthy sound are distributed that neither training nor calibration
 * has heard. They keep their word when the observed shares are the nominal ones.
 *
 * @param recipe the recipe's name
 * @param seed of every fold's training
 * @param folds the folds that were run
 * @param windows every window, as it appears on {@code auscult.scores}: the first of a clip are
 *     smoothed over few
 * @param smoothed the windows that are smoothed as fully as the clip allows, which alarms are
 *     decided on and the calibration is made of
 * @param machines the smoothed windows by machine
 */
public record TailReport(
    String recipe,
    long seed,
    List<Integer> folds,
    Tail windows,
    Tail smoothed,
    List<Machine> machines) {

  /**
   * Observed shares.
   *
   * @param count how many tail probabilities
   * @param clips of how many clips they are: neighbours and channels are not independent
   * @param atMost10Percent share of them that is at most 0.1
   * @param atMost2Percent share of them that is at most 0.02
   */
  public record Tail(int count, int clips, double atMost10Percent, double atMost2Percent) {}

  /** The tail of one machine. */
  public record Machine(String machine, Tail smoothed) {}
}
