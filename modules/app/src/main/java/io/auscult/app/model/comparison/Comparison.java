/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What two models made of the same windows.
 *
 * @param from end of the first window that both scored
 * @param until end of the last one
 * @param windows that both scored
 * @param hours of sound, all machines together
 * @param machines each machine, by its id; at least one
 * @param champion of all machines
 * @param challenger of all machines
 * @param recommendation what to do
 */
public record Comparison(
    Instant from,
    Instant until,
    long windows,
    double hours,
    List<MachineComparison> machines,
    ModelFigures champion,
    ModelFigures challenger,
    Recommendation recommendation) {

  static Comparison of(
      Instant from, Instant until, List<MachineComparison> unsorted, Duration enough) {
    List<MachineComparison> machines =
        unsorted.stream().sorted(Comparator.comparing(MachineComparison::machine)).toList();
    double hours = machines.stream().mapToDouble(MachineComparison::hours).sum();
    ModelFigures champion =
        ModelFigures.sum(hours, machines.stream().map(MachineComparison::champion).toList());
    ModelFigures challenger =
        ModelFigures.sum(hours, machines.stream().map(MachineComparison::challenger).toList());
    return new Comparison(
        from,
        until,
        machines.stream().mapToLong(MachineComparison::windows).sum(),
        hours,
        machines,
        champion,
        challenger,
        Recommendation.of(machines, champion, challenger, enough));
  }
}
