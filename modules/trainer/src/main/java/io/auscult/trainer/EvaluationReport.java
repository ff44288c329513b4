/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How well a recipe, or the simple baseline, ranks abnormal sound above normal, per machine and
 * over all.
 *
 * @param recipe the recipe's name, or {@code gaussian}
 * @param seed of every fold's training; the first, if there were several
 * @param seeds every fold was trained with each of these, and all figures are means over them
 * @param folds the folds that were run
 * @param machines in the order of their names
 * @param meanAuc arithmetic mean of the machines' AUC
 * @param harmonicMeanAuc harmonic mean of the machines' AUC
 * @param meanPauc arithmetic mean of the machines' partial AUC
 * @param meanAucDeviation standard deviation of the mean AUC over the seeds; null of a single one
 * @param meanSoftmaxAuc arithmetic mean of the machines' {@code softmaxAuc}; null where that is
 * @param trainSeconds mean time that a fold's training took, reading the sound not counted
 * @param dataFingerprint SHA-256 over names and sound of all clips
 */
public record EvaluationReport(
    String recipe,
    long seed,
    List<Long> seeds,
    List<Integer> folds,
    List<Machine> machines,
    double meanAuc,
    double harmonicMeanAuc,
    double meanPauc,
    @Nullable Double meanAucDeviation,
    @Nullable Double meanSoftmaxAuc,
    double trainSeconds,
    String dataFingerprint) {

  private static final double MAX_FPR = 0.1;

  /** Copies the lists. */
  public EvaluationReport {
    seeds = List.copyOf(seeds);
    folds = List.copyOf(folds);
    machines = List.copyOf(machines);
  }

  /**
   * One machine.
   *
   * @param machine its id
   * @param type its type
   * @param auc mean over the folds of the AUC
   * @param pauc mean over the folds of the partial AUC up to a false positive rate of 0.1,
   *     standardised (see {@link Roc#partialAuc})
   * @param pooledAuc AUC of all folds' scores together; scores of different models are not on one
   *     scale
   * @param softmaxAuc as {@code auc}, but the score is the negative log-probability of the
   *     machine's own class; null where there is no classifier
   */
  public record Machine(
      String machine,
      String type,
      double auc,
      double pauc,
      double pooledAuc,
      @Nullable Double softmaxAuc) {

    private static Machine of(List<ScoredClip> clips) {
      List<List<ScoredClip>> models = models(clips);
      boolean classified = clips.stream().allMatch(clip -> clip.softmaxScore() != null);
      return new Machine(
          clips.get(0).machine(),
          clips.get(0).type(),
          mean(models, own -> areaUnder(own, ScoredClip::score)),
          mean(models, own -> Roc.partialAuc(normal(own), abnormal(own), MAX_FPR)),
          mean(seeds(clips), own -> areaUnder(own, ScoredClip::score)),
          classified
              ? mean(
                  models,
                  own -> areaUnder(own, clip -> Objects.requireNonNull(clip.softmaxScore())))
              : null);
    }
  }

  /**
   * Counts.
   *
   * @param clips of every machine and model some of both conditions
   */
  static EvaluationReport of(
      String recipe, List<ScoredClip> clips, double trainSeconds, String dataFingerprint) {
    List<Machine> machines = machines(clips);
    List<Double> bySeed =
        seeds(clips).stream().map(own -> mean(machines(own), Machine::auc)).toList();
    List<Long> seeds = clips.stream().map(ScoredClip::seed).distinct().toList();
    return new EvaluationReport(
        recipe,
        seeds.get(0),
        seeds,
        clips.stream().map(ScoredClip::fold).distinct().sorted().toList(),
        machines,
        mean(machines, Machine::auc),
        harmonicMeanAuc(machines),
        mean(machines, Machine::pauc),
        seeds.size() > 1 ? deviation(bySeed) : null,
        machines.stream().allMatch(machine -> machine.softmaxAuc() != null)
            ? mean(machines, machine -> Objects.requireNonNull(machine.softmaxAuc()))
            : null,
        trainSeconds,
        dataFingerprint);
  }

  /** The harmonic mean of some machines' AUC, which one bad machine pulls down. */
  public static double harmonicMeanAuc(List<Machine> machines) {
    return machines.size()
        / machines.stream().mapToDouble(machine -> 1 / Math.max(machine.auc(), 1e-9)).sum();
  }

  private static List<Machine> machines(List<ScoredClip> clips) {
    return clips.stream()
        .collect(Collectors.groupingBy(ScoredClip::machine, TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(Machine::of)
        .toList();
  }

  /** The clips of each seed. */
  private static List<List<ScoredClip>> seeds(List<ScoredClip> clips) {
    return List.copyOf(
        clips.stream()
            .collect(Collectors.groupingBy(ScoredClip::seed, TreeMap::new, Collectors.toList()))
            .values());
  }

  /** The clips of each model. */
  private static List<List<ScoredClip>> models(List<ScoredClip> clips) {
    return seeds(clips).stream()
        .flatMap(
            own ->
                own.stream()
                    .collect(
                        Collectors.groupingBy(ScoredClip::fold, TreeMap::new, Collectors.toList()))
                    .values()
                    .stream())
        .toList();
  }

  private static double areaUnder(List<ScoredClip> clips, ToDoubleFunction<ScoredClip> score) {
    return Roc.auc(
        scores(clips, Condition.NORMAL, score), scores(clips, Condition.ABNORMAL, score));
  }

  private static double[] normal(List<ScoredClip> clips) {
    return scores(clips, Condition.NORMAL, ScoredClip::score);
  }

  private static double[] abnormal(List<ScoredClip> clips) {
    return scores(clips, Condition.ABNORMAL, ScoredClip::score);
  }

  private static double[] scores(
      List<ScoredClip> clips, Condition condition, ToDoubleFunction<ScoredClip> score) {
    return clips.stream().filter(c -> c.condition() == condition).mapToDouble(score).toArray();
  }

  private static <T> double mean(List<T> values, ToDoubleFunction<T> value) {
    return values.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values, value -> value);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }
}
