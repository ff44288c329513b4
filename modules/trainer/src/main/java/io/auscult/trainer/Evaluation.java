/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrainingListener.Phase;
import io.auscult.trainer.TrainingListener.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures a recipe by the protocol of {@link KFold}: trains on the normal clips outside each fold,
 * without holding any out for thresholds, which play no part in an AUC, and scores the fold's
 * normal clips and every abnormal one. A clip counts once: its score is the mean over its windows
 * and channels.
 */
public final class Evaluation {

  private static final double MAX_FPR = 0.1;

  private final Trainer trainer;
  private final int threads;

  /**
   * An evaluation.
   *
   * @param threads for training and scoring
   */
  public Evaluation(int threads) {
    this.trainer = new Trainer(threads);
    this.threads = threads;
  }

  /** The scores of one machine's clips by one fold's model. */
  private record FoldScores(List<Double> normal, List<Double> abnormal) {
    FoldScores() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    double[] of(Condition condition) {
      List<Double> scores = condition == Condition.NORMAL ? normal : abnormal;
      return scores.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * Runs folds.
   *
   * @param folds which of the folds 0 to 4
   * @throws DatasetException if the sound does not suit the protocol; one line that says why
   * @throws IOException if a clip cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if there is no such fold
   */
  public EvaluationReport run(
      Dataset dataset, Recipe recipe, long seed, List<Integer> folds, TrainingListener listener)
      throws IOException, InterruptedException {
    SortedSet<Integer> chosen = new TreeSet<>(folds);
    if (chosen.isEmpty() || chosen.first() < 0 || chosen.last() >= KFold.FOLDS) {
      throw new IllegalArgumentException(
          "folds: " + folds + " are not among 0 to " + (KFold.FOLDS - 1));
    }
    List<ClipFeatures> clips = read(dataset, recipe, listener);
    SortedMap<String, List<FoldScores>> scores = new TreeMap<>();
    double trainSeconds = 0;
    int done = 0;
    for (int fold : chosen) {
      TrainingListener part = part(listener, done++, chosen.size());
      trainSeconds += run(fold, clips, recipe, seed, scores, part);
    }
    List<EvaluationReport.Machine> machines = new ArrayList<>();
    scores.forEach((machine, ofFolds) -> machines.add(judge(machine, ofFolds)));
    return EvaluationReport.of(
        recipe.name(), seed, List.copyOf(chosen), machines, trainSeconds / chosen.size());
  }

  private static List<ClipFeatures> read(Dataset dataset, Recipe recipe, TrainingListener listener)
      throws IOException, InterruptedException {
    List<ClipFeatures> clips = new ArrayList<>();
    for (TrainingClip clip : dataset.clips()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("evaluation was interrupted");
      }
      clips.add(ClipFeatures.read(clip, recipe));
      listener.progress(new Progress(Phase.READING, 0, recipe.epochs(), Double.NaN, 0));
    }
    return clips;
  }

  private static TrainingListener part(TrainingListener whole, int index, int parts) {
    return p ->
        whole.progress(
            new Progress(p.phase(), p.epoch(), p.epochs(), p.loss(), (index + p.done()) / parts));
  }

  private double run(
      int fold,
      List<ClipFeatures> clips,
      Recipe recipe,
      long seed,
      SortedMap<String, List<FoldScores>> scores,
      TrainingListener listener)
      throws IOException, InterruptedException {
    List<ClipFeatures> training = new ArrayList<>();
    List<ClipFeatures> test = new ArrayList<>();
    for (ClipFeatures features : clips) {
      TrainingClip clip = features.clip();
      boolean trained = clip.condition() == Condition.NORMAL && KFold.foldOf(clip) != fold;
      (trained ? training : test).add(features);
    }
    long start = System.nanoTime();
    ModelBundle bundle = trainer.train(training, recipe, seed, listener);
    double seconds = (System.nanoTime() - start) / 1e9;
    SortedMap<String, FoldScores> ofFold = new TreeMap<>();
    try (Detector detector = Detector.load(bundle, threads)) {
      for (ClipFeatures features : test) {
        String machine = features.clip().machineId();
        FoldScores own = ofFold.computeIfAbsent(machine, id -> new FoldScores());
        boolean normal = features.clip().condition() == Condition.NORMAL;
        (normal ? own.normal() : own.abnormal()).add(score(detector, features));
      }
    }
    for (String machine : ofFold.keySet()) {
      FoldScores own = ofFold.get(machine);
      if (own.normal().isEmpty() || own.abnormal().isEmpty()) {
        throw new DatasetException(
            machine + " has no normal or no abnormal clip to be tested on in fold " + fold);
      }
      scores.computeIfAbsent(machine, id -> new ArrayList<>()).add(own);
    }
    return seconds;
  }

  private static double score(Detector detector, ClipFeatures features) throws DatasetException {
    String machine = features.clip().machineId();
    if (!detector.knows(machine)) {
      throw new DatasetException(machine + " has no normal clip to train on");
    }
    return ClipScores.of(detector, machine, features.channels()).stream()
        .mapToDouble(scores -> Arrays.stream(scores).average().orElseThrow())
        .average()
        .orElseThrow();
  }

  private static EvaluationReport.Machine judge(String machine, List<FoldScores> folds) {
    double auc = 0;
    double pauc = 0;
    FoldScores pooled = new FoldScores();
    for (FoldScores fold : folds) {
      double[] normal = fold.of(Condition.NORMAL);
      double[] abnormal = fold.of(Condition.ABNORMAL);
      auc += Roc.auc(normal, abnormal) / folds.size();
      pauc += Roc.partialAuc(normal, abnormal, MAX_FPR) / folds.size();
      pooled.normal().addAll(fold.normal());
      pooled.abnormal().addAll(fold.abnormal());
    }
    double together = Roc.auc(pooled.of(Condition.NORMAL), pooled.of(Condition.ABNORMAL));
    return new EvaluationReport.Machine(machine, auc, pauc, together);
  }
}
