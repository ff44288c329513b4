/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.FalseAlarms;
import java.util.List;
import java.util.Objects;

/**
 * How much held-out sound a model's thresholds rest on.
 *
 * @param least hours of the class with the least
 * @param needed hours that the rate it was asked for would take to be measured; 0 if no class is
 *     calibrated
 */
record HeldOutHours(double least, double needed) {

  static HeldOutHours of(ModelManifest manifest) {
    List<CalibrationSpec> calibrations =
        manifest.classes().map(ClassSpec::calibration).filter(Objects::nonNull).toList();
    double least = calibrations.stream().mapToDouble(CalibrationSpec::hours).min().orElse(0);
    double rarest =
        calibrations.stream().mapToDouble(CalibrationSpec::falseAlarmsPerWeek).min().orElse(0);
    return new HeldOutHours(least, rarest == 0 ? 0 : FalseAlarms.HOURS_A_WEEK / rarest);
  }

  /** What to tell a person: nothing, if the thresholds are measured. */
  List<String> lines() {
    if (needed <= least) {
      return List.of();
    }
    return List.of(
        "thresholds for %.3g false alarms a week and machine are extrapolated: %.2f h of a machine's normal sound are held out, %.0f h more would measure it (auscult calibrate)"
            .formatted(FalseAlarms.HOURS_A_WEEK / needed, least, Math.ceil(needed - least)));
  }
}
