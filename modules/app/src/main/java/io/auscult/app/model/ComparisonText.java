/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import io.auscult.app.model.comparison.Comparison;
import io.auscult.app.model.comparison.Contender;
import io.auscult.app.model.comparison.MachineComparison;
import io.auscult.app.model.comparison.ModelFigures;
import io.auscult.cli.OneLine;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison for a person, and for a program. */
record ComparisonText(Contender champion, Contender challenger, Comparison comparison) {

  /** A table, and what to do. */
  String table() {
    StringBuilder text = new StringBuilder();
    line(text, "champion    %s", champion.release());
    line(text, "challenger  %s", challenger.release());
    line(
        text,
        "%d windows that both scored, %.1f machine-hours, from %s to %s%n",
        comparison.windows(),
        comparison.hours(),
        comparison.from(),
        comparison.until());
    line(
        text,
        "%-16s %7s %6s %11s  %-10s %8s %9s %4s %6s %6s  %s",
        "machine",
        "windows",
        "hours",
        "correlation",
        "model",
        "over",
        "anomalies",
        "real",
        "missed",
        "false",
        "false a week (95 %)");
    for (MachineComparison machine : comparison.machines()) {
      line(
          text,
          "%-16s %7d %6.1f %5s %5s  %s",
          OneLine.of(machine.machine()),
          machine.windows(),
          machine.hours(),
          correlation(machine.pearson()),
          correlation(machine.spearman()),
          figures("champion", machine.champion(), machine.windows()));
      line(text, "%44s%s", "", figures("challenger", machine.challenger(), machine.windows()));
    }
    line(
        text,
        "%-16s %7d %6.1f %11s  %s",
        "all",
        comparison.windows(),
        comparison.hours(),
        "",
        figures("champion", comparison.champion(), comparison.windows()));
    line(
        text, "%44s%s%n", "", figures("challenger", comparison.challenger(), comparison.windows()));
    text.append(
        "%s: %s"
            .formatted(
                comparison.recommendation().advice(),
                OneLine.of(comparison.recommendation().reason())));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String correlation(@Nullable Double value) {
    return value == null ? "none" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String figures(String model, ModelFigures figures, long windows) {
    return String.format(
        Locale.ROOT,
        "%-10s %6.2f %% %9d %4d %6d %6d  %.1f (%.1f to %.1f)",
        model,
        100.0 * figures.overThreshold() / windows,
        figures.anomalies(),
        figures.real(),
        figures.missed(),
        figures.falseAlarms(),
        figures.falseAlarmsPerWeek(),
        figures.falseAlarmsPerWeekLow(),
        figures.falseAlarmsPerWeekHigh());
  }

  /** The same as fields of a JSON object. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("champion", names(champion));
    fields.put("challenger", names(challenger));
    fields.put("from", comparison.from().toString());
    fields.put("until", comparison.until().toString());
    fields.put("windows", comparison.windows());
    fields.put("machineHours", comparison.hours());
    fields.put("machines", comparison.machines());
    fields.put(
        "total", Map.of("champion", comparison.champion(), "challenger", comparison.challenger()));
    fields.put("recommendation", comparison.recommendation().advice().name());
    fields.put("reason", comparison.recommendation().reason());
    return fields;
  }

  private static Map<String, String> names(Contender model) {
    return Map.of("release", model.release(), "modelVersion", model.version());
  }
}
