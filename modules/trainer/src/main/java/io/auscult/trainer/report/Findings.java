/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.EvaluationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What evaluations of the same folds found.
 *
 * @param result of the recipe that the report is about
 * @param comparisons of what stands beside it
 * @param alone of the same recipe on single machines; null if that was not asked for
 */
public record Findings(
    EvaluationResult result, List<EvaluationResult> comparisons, @Nullable EvaluationResult alone) {

  /** Copies the comparisons. */
  public Findings {
    comparisons = List.copyOf(comparisons);
  }

  /** The recipe and what stands beside it. */
  List<EvaluationResult> contenders() {
    List<EvaluationResult> all = new ArrayList<>();
    all.add(result);
    all.addAll(comparisons);
    return all;
  }

  /** The machines' ids by type. */
  Map<String, List<String>> machinesByType() {
    return result.report().machines().stream()
        .collect(
            Collectors.groupingBy(
                EvaluationReport.Machine::type,
                TreeMap::new,
                Collectors.mapping(EvaluationReport.Machine::machine, Collectors.toList())));
  }
}
