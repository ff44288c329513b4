/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.report.Findings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code evaluate --json} prints.
 *
 * @param report of the recipe; its fields stand at the top
 * @param comparisons what was evaluated beside it
 * @param alone machines that were also trained by themselves
 * @param command what to type to get the same figures
 */
record EvaluationJson(
    @JsonUnwrapped EvaluationReport report,
    List<EvaluationReport> comparisons,
    List<Alone> alone,
    String command) {

  /**
   * A machine whose model heard no other machine.
   *
   * @param machine its id
   * @param auc by that model, mean over the folds
   * @param pauc by that model
   * @param jointAuc by the model of all machines
   */
  record Alone(String machine, double auc, double pauc, double jointAuc) {}

  static EvaluationJson of(Findings findings, String command) {
    return new EvaluationJson(
        findings.result().report(),
        findings.comparisons().stream().map(EvaluationResult::report).toList(),
        alone(findings),
        command);
  }

  /** The machines that were trained by themselves; none if that was not asked for. */
  static List<Alone> alone(Findings findings) {
    if (findings.alone() == null) {
      return List.of();
    }
    Map<String, Double> joint = new HashMap<>();
    findings.result().report().machines().forEach(m -> joint.put(m.machine(), m.auc()));
    return findings.alone().report().machines().stream()
        .map(
            m ->
                new Alone(
                    m.machine(), m.auc(), m.pauc(), joint.getOrDefault(m.machine(), Double.NaN)))
        .toList();
  }
}
