/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was taken of the sound that a plant has kept, and what was not.
 *
 * @param machines all that there is a clip of, by their ids
 * @param unreadable records that are no clips
 */
public record SelectionReport(List<Machine> machines, long unreadable) {

  public SelectionReport {
    machines = List.copyOf(machines);
  }

  /**
   * Of one machine.
   *
   * @param machine its id
   * @param type what kind of machine it is
   * @param clips how many there are of it
   * @param minutes what is taken of it lasts
   * @param training clips that are trained on, those that people called normal among them
   * @param calibration clips that find its threshold
   * @param test the latest normal clips, which models are tried on
   * @param real clips of real anomalies, which models are tried on
   * @param excluded clips that are not taken for normal sound, by the reason
   */
  public record Machine(
      String machine,
      String type,
      int clips,
      double minutes,
      int training,
      int calibration,
      int test,
      int real,
      Map<Exclusion, Integer> excluded) {

    public Machine {
      Map<Exclusion, Integer> copy = new EnumMap<>(Exclusion.class);
      copy.putAll(excluded);
      excluded = copy;
    }
  }
}
