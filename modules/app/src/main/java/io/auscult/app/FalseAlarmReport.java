/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.util.List;
import java.util.SortedMap;

/**
 * Whether thresholds keep their word.
 *
 * @param modelVersion that listened
 * @param machines how many
 * @param hours machine-hours of healthy sound that was listened to
 * @param calibrationMinutes of other healthy sound that each machine's threshold rests on
 * @param seed of both
 * @param audioSecondsPerSecond how fast sound was rendered, analysed and scored, on all threads
 * @param rates the rates that were asked for
 */
record FalseAlarmReport(
    String modelVersion,
    int machines,
    double hours,
    double calibrationMinutes,
    long seed,
    double audioSecondsPerSecond,
    List<Rate> rates) {

  /**
   * One rate.
   *
   * @param hoursPerFalseAlarm one false alarm in so many machine-hours was asked for
   * @param asked false alarms that makes in the hours that were listened to
   * @param observed false alarms there were
   * @param ratio observed over asked
   * @param ratioLow lower end of its exact 95 % Poisson interval
   * @param ratioHigh upper end
   * @param extrapolated whether no machine's calibration lasts so long
   * @param byMachine observed false alarms by machine, those without any left out
   */
  record Rate(
      double hoursPerFalseAlarm,
      double asked,
      int observed,
      double ratio,
      double ratioLow,
      double ratioHigh,
      boolean extrapolated,
      SortedMap<String, Integer> byMachine) {

    static Rate of(
        double hoursPerFalseAlarm,
        double hours,
        boolean extrapolated,
        SortedMap<String, Integer> byMachine) {
      int observed = byMachine.values().stream().mapToInt(Integer::intValue).sum();
      double asked = hours / hoursPerFalseAlarm;
      PoissonInterval interval = PoissonInterval.of(observed);
      return new Rate(
          hoursPerFalseAlarm,
          asked,
          observed,
          observed / asked,
          interval.low() / asked,
          interval.high() / asked,
          extrapolated,
          byMachine);
    }
  }
}
