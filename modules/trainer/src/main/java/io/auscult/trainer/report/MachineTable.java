/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.EvaluationReport.Machine;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The figures of every machine, type and of all together, contenders side by side. */
final class MachineTable {

  private final Findings findings;
  private final EvaluationReport own;
  private final boolean softmax;
  private final StringBuilder html = new StringBuilder();

  private MachineTable(Findings findings) {
    this.findings = findings;
    this.own = findings.result().report();
    this.softmax = own.meanSoftmaxAuc() != null;
  }

  static String of(Findings findings) {
    MachineTable table = new MachineTable(findings);
    table.write();
    return table.html.toString();
  }

  private void write() {
    html.append("<div class='scroll'><table class='figures'><thead>");
    writeHead();
    html.append("</thead>");
    Map<String, List<String>> types = findings.machinesByType();
    types.forEach(
        (type, machines) -> {
          html.append("<tbody>");
          for (String machine : machines) {
            writeRow("", machine, List.of(machine));
          }
          if (types.size() > 1) {
            writeRow("mean", type + ", mean", machines);
            writeHarmonicRow(type + ", harmonic", machines);
          }
          html.append("</tbody>");
        });
    List<String> all = own.machines().stream().map(Machine::machine).toList();
    html.append("<tfoot>");
    writeRow("mean", "all, arithmetic mean", all);
    writeHarmonicRow("all, harmonic mean", all);
    html.append("</tfoot></table></div>");
  }

  private void writeHead() {
    html.append("<tr><th rowspan='2' scope='col'>machine</th>");
    html.append(
        Html.format(
            "<th colspan='%d' scope='colgroup'><i class='key s0'></i>%s</th>",
            softmax ? 3 : 2, Html.escape(own.recipe())));
    for (int i = 0; i < findings.comparisons().size(); i++) {
      String name = findings.comparisons().get(i).report().recipe();
      html.append(
          Html.format(
              "<th colspan='3' scope='colgroup'><i class='key s%d'></i>%s</th>",
              i + 1, Html.escape(name)));
    }
    if (findings.alone() != null) {
      html.append("<th colspan='2' scope='colgroup'>trained alone</th>");
    }
    html.append("</tr><tr><th scope='col'>AUC</th><th scope='col'>pAUC</th>");
    if (softmax) {
      html.append("<th scope='col'>softmax AUC</th>");
    }
    for (int i = 0; i < findings.comparisons().size(); i++) {
      html.append("<th scope='col'>AUC</th><th scope='col'>pAUC</th><th scope='col'>&Delta;</th>");
    }
    if (findings.alone() != null) {
      html.append("<th scope='col'>AUC</th><th scope='col'>&Delta;</th>");
    }
    html.append("</tr>");
  }

  private void writeRow(String style, String title, List<String> machines) {
    writeTitle(style, title);
    double auc = value(own, machines, Machine::auc);
    writeNumber("own", auc);
    writeNumber("", value(own, machines, Machine::pauc));
    if (softmax) {
      writeNumber("", value(own, machines, m -> Objects.requireNonNull(m.softmaxAuc())));
    }
    for (var comparison : findings.comparisons()) {
      EvaluationReport other = comparison.report();
      double otherAuc = value(other, machines, Machine::auc);
      writeNumber("", otherAuc);
      writeNumber("", value(other, machines, Machine::pauc));
      writeDifference(auc - otherAuc);
    }
    if (findings.alone() != null) {
      writeAlone(findings.alone().report(), machines);
    }
    html.append("</tr>");
  }

  /** Beside a machine that was not trained alone stands nothing; means are over those that were. */
  private void writeAlone(EvaluationReport alone, List<String> machines) {
    List<String> trained =
        alone.machines().stream().map(Machine::machine).filter(machines::contains).toList();
    if (trained.isEmpty()) {
      html.append("<td></td><td></td>");
      return;
    }
    double auc = value(alone, trained, Machine::auc);
    writeNumber("", auc);
    writeDifference(value(own, trained, Machine::auc) - auc);
  }

  private void writeHarmonicRow(String title, List<String> machines) {
    writeTitle("harmonic", title);
    double auc = EvaluationReport.harmonicMeanAuc(select(own, machines));
    writeNumber("own", auc);
    html.append("<td></td>".repeat(softmax ? 2 : 1));
    for (var comparison : findings.comparisons()) {
      double other = EvaluationReport.harmonicMeanAuc(select(comparison.report(), machines));
      writeNumber("", other);
      html.append("<td></td>");
      writeDifference(auc - other);
    }
    html.append(findings.alone() == null ? "</tr>" : "<td></td><td></td></tr>");
  }

  private void writeTitle(String style, String title) {
    html.append(Html.format("<tr class='%s'><th scope='row'>%s</th>", style, Html.escape(title)));
  }

  private void writeNumber(String style, double value) {
    html.append(Html.format("<td class='%s'>%.3f</td>", style, value));
  }

  private void writeDifference(double difference) {
    String style = difference > 0.0005 ? "better" : difference < -0.0005 ? "worse" : "";
    html.append(Html.format("<td class='%s'>%+.3f</td>", style, difference));
  }

  private static List<Machine> select(EvaluationReport report, List<String> machines) {
    return report.machines().stream().filter(m -> machines.contains(m.machine())).toList();
  }

  private static double value(
      EvaluationReport report, List<String> machines, Function<Machine, Double> figure) {
    return select(report, machines).stream()
        .mapToDouble(figure::apply)
        .average()
        .orElse(Double.NaN);
  }
}
