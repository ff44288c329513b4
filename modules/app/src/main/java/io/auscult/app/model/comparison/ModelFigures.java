/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.app.PoissonInterval;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * What one model made of a machine, or of all of them.
 *
 * @param overThreshold windows whose smoothed score was over the threshold
 * @param anomalies that it would have raised
 * @param real those of them in a time that people labelled real
 * @param labelledFalse those in a time that people labelled a false alarm or normal
 * @param missed labelled real, and without an anomaly of this model
 * @param falseAlarms anomalies that are not labelled real
 * @param falseAlarmsPerWeek of one machine, from the time that was compared
 * @param falseAlarmsPerWeekLow lower end of the exact 95 % Poisson interval
 * @param falseAlarmsPerWeekHigh upper end
 */
public record ModelFigures(
    long overThreshold,
    long anomalies,
    long real,
    long labelledFalse,
    long missed,
    long falseAlarms,
    double falseAlarmsPerWeek,
    double falseAlarmsPerWeekLow,
    double falseAlarmsPerWeekHigh) {

  private static final double WEEK_HOURS = Duration.ofDays(7).toHours();

  private static ModelFigures of(
      double hours, long overThreshold, long anomalies, long real, long wrong, long missed) {
    long falseAlarms = anomalies - real;
    PoissonInterval interval = PoissonInterval.of(falseAlarms);
    double weeks = hours / WEEK_HOURS;
    return new ModelFigures(
        overThreshold,
        anomalies,
        real,
        wrong,
        missed,
        falseAlarms,
        falseAlarms / weeks,
        interval.low() / weeks,
        interval.high() / weeks);
  }

  /**
   * Of one machine.
   *
   * @param hours that were compared, more than 0
   * @param heard from the first window that was compared to the last
   */
  static ModelFigures of(
      double hours,
      Span heard,
      long overThreshold,
      List<Span> anomalies,
      List<Span> real,
      List<Span> wrong) {
    long hits = anomalies.stream().filter(anomaly -> anomaly.meetsAny(real)).count();
    return of(
        hours,
        overThreshold,
        anomalies.size(),
        hits,
        anomalies.stream()
            .filter(anomaly -> !anomaly.meetsAny(real) && anomaly.meetsAny(wrong))
            .count(),
        real.stream().filter(heard::meets).filter(span -> !span.meetsAny(anomalies)).count());
  }

  /** Of all machines together; rates are of a machine. */
  static ModelFigures sum(double hours, Collection<ModelFigures> machines) {
    return of(
        hours,
        machines.stream().mapToLong(ModelFigures::overThreshold).sum(),
        machines.stream().mapToLong(ModelFigures::anomalies).sum(),
        machines.stream().mapToLong(ModelFigures::real).sum(),
        machines.stream().mapToLong(ModelFigures::labelledFalse).sum(),
        machines.stream().mapToLong(ModelFigures::missed).sum());
  }
}
