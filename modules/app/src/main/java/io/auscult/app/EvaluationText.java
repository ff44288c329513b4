/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.report.Findings;
import java.util.List;

/** What {@code evaluate} prints for people. */
final class EvaluationText {

  private EvaluationText() {}

  /** Prints a table to standard output. */
  static void print(Findings findings) {
    EvaluationReport report = findings.result().report();
    List<EvaluationReport> others =
        findings.comparisons().stream().map(EvaluationResult::report).toList();
    System.out.printf("%-20s %8s %8s %12s", "machine", "AUC", "pAUC", "softmax AUC");
    others.forEach(other -> System.out.printf(" %12s", other.recipe()));
    System.out.println();
    for (int i = 0; i < report.machines().size(); i++) {
      EvaluationReport.Machine machine = report.machines().get(i);
      System.out.printf("%-20s %8.3f %8.3f", machine.machine(), machine.auc(), machine.pauc());
      System.out.printf(" %12.3f", machine.softmaxAuc());
      for (EvaluationReport other : others) {
        System.out.printf(" %12.3f", other.machines().get(i).auc());
      }
      System.out.println();
    }
    System.out.printf("%-20s %8.3f %8.3f", "mean", report.meanAuc(), report.meanPauc());
    System.out.printf(" %12.3f", report.meanSoftmaxAuc());
    others.forEach(other -> System.out.printf(" %12.3f", other.meanAuc()));
    System.out.printf("%n%-20s %8.3f %21s", "harmonic mean", report.harmonicMeanAuc(), "");
    others.forEach(other -> System.out.printf(" %12.3f", other.harmonicMeanAuc()));
    System.out.println();
    for (EvaluationJson.Alone machine : EvaluationJson.alone(findings)) {
      System.out.printf(
          "%-20s %8.3f %8.3f  trained alone; with the others %.3f%n",
          machine.machine(), machine.auc(), machine.pauc(), machine.jointAuc());
    }
    if (report.meanAucDeviation() != null) {
      System.out.printf(
          "mean AUC deviates by %.3f over seeds %s%n", report.meanAucDeviation(), report.seeds());
    }
    System.out.printf(
        "recipe %s, folds %s, %.0f s of training a fold%n",
        report.recipe(), report.folds(), report.trainSeconds());
  }
}
