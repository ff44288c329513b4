/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.OneLine;
import io.auscult.trainer.plant.SelectionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was taken of a plant's sound, as a table. */
final class SelectionText {

  private static final String ROW = "%-24s %-10s %6s %8s %6s %6s %6s %6s  %s";

  private SelectionText() {}

  static List<String> lines(SelectionReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted(
            "machine", "type", "clips", "minutes", "train", "calib", "test", "real", "left out"));
    for (SelectionReport.Machine machine : report.machines()) {
      lines.add(
          ROW.formatted(
              OneLine.of(machine.machine()),
              OneLine.of(machine.type()),
              machine.clips(),
              "%.1f".formatted(machine.minutes()),
              machine.training(),
              machine.calibration(),
              machine.test(),
              machine.real(),
              machine.excluded().entrySet().stream()
                  .map(entry -> entry.getKey().text() + " " + entry.getValue())
                  .collect(Collectors.joining(", "))));
    }
    if (report.unreadable() > 0) {
      lines.add("records that are no clips: " + report.unreadable());
    }
    return lines;
  }
}
