/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.detector.FalseAlarms;
import io.auscult.trainer.Calibrator.Calibrated;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The false alarms to expect of each machine, threshold by threshold.
 *
 * @param modelVersion that was calibrated
 * @param falseAlarmsPerWeek that were asked for, of each machine
 * @param alarm the rule under which they are counted
 * @param trainedOn clips that were left out because the model was trained on them
 * @param pooledHours held-out sound of all machines together, whose tails share their shape
 * @param machines in the order of their names
 * @param notHeard classes without a clip, which keep the threshold they had, if any
 */
record CalibrationTable(
    String modelVersion,
    double falseAlarmsPerWeek,
    AlarmSpec alarm,
    int trainedOn,
    double pooledHours,
    List<Machine> machines,
    List<String> notHeard) {

  /** One in an hour, in eight, a day, a week, four weeks. */
  private static final List<Double> LADDER = List.of(168.0, 21.0, 7.0, 1.0, 0.25);

  /**
   * One machine.
   *
   * @param machine the name of its class
   * @param hours of held-out sound
   * @param clips it came in
   * @param threshold for the rate that was asked for
   * @param hoursMissing how many more hours it takes until that rate is one in what was heard
   * @param ladder expected false alarms at several thresholds, the chosen one among them
   */
  record Machine(
      String machine,
      double hours,
      int clips,
      double threshold,
      double hoursMissing,
      List<Step> ladder) {}

  /**
   * One threshold.
   *
   * @param threshold the score
   * @param expectedPerWeek false alarms a week
   * @param counted false alarms that the held-out sound itself raises
   * @param extrapolated whether the rate is rarer than one in what was heard
   */
  record Step(double threshold, double expectedPerWeek, long counted, boolean extrapolated) {}

  static CalibrationTable of(Calibrated calibrated, double falseAlarmsPerWeek) {
    TreeSet<Double> rates = new TreeSet<>(LADDER);
    rates.add(falseAlarmsPerWeek);
    List<Machine> machines = new ArrayList<>();
    double pooled = 0;
    for (var entry : calibrated.falseAlarms().entrySet()) {
      FalseAlarms alarms = entry.getValue();
      pooled += alarms.hours();
      List<Step> ladder = rates.descendingSet().stream().map(rate -> step(alarms, rate)).toList();
      machines.add(
          new Machine(
              entry.getKey(),
              alarms.hours(),
              alarms.clips(),
              alarms.threshold(falseAlarmsPerWeek),
              alarms.hoursMissing(falseAlarmsPerWeek),
              ladder));
    }
    return new CalibrationTable(
        calibrated.bundle().manifest().modelVersion(),
        falseAlarmsPerWeek,
        calibrated.bundle().manifest().alarm(),
        calibrated.trainedOn(),
        pooled,
        machines,
        calibrated
            .bundle()
            .manifest()
            .classes()
            .map(known -> known.name())
            .filter(name -> !calibrated.falseAlarms().containsKey(name))
            .toList());
  }

  private static Step step(FalseAlarms alarms, double rate) {
    double threshold = alarms.threshold(rate);
    double expected = alarms.perWeek(threshold);
    return new Step(
        threshold, expected, alarms.counted(threshold), alarms.isExtrapolated(expected));
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-16s %10s %10s %10s  %s".formatted("machine", "threshold", "expected", "heard", ""));
    lines.add("%-16s %10s %10s %10s".formatted("", "", "per week", ""));
    for (Machine machine : machines) {
      for (Step step : machine.ladder()) {
        boolean chosen = step.threshold() == machine.threshold();
        lines.add(
            "%-16s %10.5g %10.3g %10d  %s%s"
                .formatted(
                    machine.machine(),
                    step.threshold(),
                    step.expectedPerWeek(),
                    step.counted(),
                    step.extrapolated() ? "extrapolated" : "measured",
                    chosen ? "  <- asked for" : ""));
      }
    }
    for (Machine machine : machines) {
      String held =
          "%s: %.2f h of %d clips held out"
              .formatted(machine.machine(), machine.hours(), machine.clips());
      lines.add(
          machine.hoursMissing() == 0
              ? held + ", enough for a measured rate of %.3g a week".formatted(falseAlarmsPerWeek)
              : held
                  + "; %.0f h more needed for a measured rate of %.3g a week"
                      .formatted(Math.ceil(machine.hoursMissing()), falseAlarmsPerWeek));
    }
    lines.add(
        "all machines together: %.2f h held out; the shape of their tails is fitted to all of it"
            .formatted(pooledHours));
    lines.add(
        "counted under the alarm rule: %d of %d windows over the threshold, %d calm ones to close, %d s cooldown"
            .formatted(alarm.open(), alarm.of(), alarm.calm(), alarm.cooldownSeconds()));
    if (trainedOn > 0) {
      lines.add("%d clips left out: the model was trained on them".formatted(trainedOn));
    }
    if (!notHeard.isEmpty()) {
      lines.add("no clip of %s: thresholds unchanged".formatted(String.join(", ", notHeard)));
    }
    return lines;
  }
}
