/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;

/**
 * How well a recipe ranks abnormal sound above normal, per machine and over all.
 *
 * @param recipe the recipe's name
 * @param seed of every fold's training
 * @param folds the folds that were run
 * @param machines in the order of their names
 * @param meanAuc arithmetic mean of the machines' AUC
 * @param harmonicMeanAuc harmonic mean of the machines' AUC
 * @param meanPauc arithmetic mean of the machines' partial AUC
 * @param trainSeconds mean time that a fold's training took, reading the sound not counted
 */
public record EvaluationReport(
    String recipe,
    long seed,
    List<Integer> folds,
    List<Machine> machines,
    double meanAuc,
    double harmonicMeanAuc,
    double meanPauc,
    double trainSeconds) {

  /** Copies the lists. */
  public EvaluationReport {
    folds = List.copyOf(folds);
    machines = List.copyOf(machines);
  }

  /**
   * One machine.
   *
   * @param machine its id
   * @param auc mean over the folds of the AUC
   * @param pauc mean over the folds of the partial AUC up to a false positive rate of 0.1,
   *     standardised (see {@link Roc#partialAuc})
   * @param pooledAuc AUC of all folds' scores together; scores of different models are not on one
   *     scale
   */
  public record Machine(String machine, double auc, double pauc, double pooledAuc) {}

  static EvaluationReport of(
      String recipe, long seed, List<Integer> folds, List<Machine> machines, double trainSeconds) {
    double harmonic = machines.stream().mapToDouble(m -> 1 / Math.max(m.auc(), 1e-9)).sum();
    return new EvaluationReport(
        recipe,
        seed,
        folds,
        machines,
        machines.stream().mapToDouble(Machine::auc).average().orElse(Double.NaN),
        machines.size() / harmonic,
        machines.stream().mapToDouble(Machine::pauc).average().orElse(Double.NaN),
        trainSeconds);
  }
}
