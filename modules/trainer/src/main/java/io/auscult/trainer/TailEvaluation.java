/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Calibration;
import io.auscult.detector.Detector;
import io.auscult.detector.HeldOutClip;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrainingListener.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures a recipe's calibration on recorded sound, fold by fold of {@link KFold}: calibrates on
 * the normal clips of the next fold, trains on those of the other three, and looks at the tail
 * probabilities of the fold's own, which are new to the model.
 */
public final class TailEvaluation {

  private final int threads;

  /**
   * An evaluation.
   *
   * @param threads for training and scoring
   */
  public TailEvaluation(int threads) {
    this.threads = threads;
  }

  /** Tail probabilities, and of how many clips. */
  private static final class Seen {
    private final List<Double> tails = new ArrayList<>();
    private int clips;

    void add(List<Double> ofClip) {
      tails.addAll(ofClip);
      clips++;
    }

    TailReport.Tail tail() {
      return new TailReport.Tail(tails.size(), clips, share(0.1), share(0.02));
    }

    private double share(double most) {
      return (double) tails.stream().filter(p -> p <= most).count() / tails.size();
    }
  }

  /**
   * Runs folds.
   *
   * @param protocol which folds
   * @throws DatasetException if the sound does not suit the protocol; one line that says why
   * @throws IOException if a clip cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public TailReport run(
      Dataset dataset, Recipe recipe, long seed, KFold protocol, TrainingListener listener)
      throws IOException, InterruptedException {
    Seen windows = new Seen();
    SortedMap<String, Seen> smoothed = new TreeMap<>();
    int done = 0;
    for (int fold : protocol.folds()) {
      double before = (double) done++ / protocol.folds().size();
      TrainingListener part =
          p ->
              listener.progress(
                  new Progress(
                      p.phase(),
                      p.epoch(),
                      p.epochs(),
                      p.loss(),
                      before + p.done() / protocol.folds().size()));
      run(fold, dataset.normals(), recipe, seed, windows, smoothed, part);
    }
    Seen all = new Seen();
    List<TailReport.Machine> machines = new ArrayList<>();
    smoothed.forEach(
        (machine, seen) -> {
          machines.add(new TailReport.Machine(machine, seen.tail()));
          all.tails.addAll(seen.tails);
          all.clips += seen.clips;
        });
    return new TailReport(
        recipe.name(), seed, protocol.folds(), windows.tail(), all.tail(), machines);
  }

  private void run(
      int fold,
      Dataset normals,
      Recipe recipe,
      long seed,
      Seen windows,
      SortedMap<String, Seen> smoothed,
      TrainingListener listener)
      throws IOException, InterruptedException {
    List<TrainingClip> training = new ArrayList<>();
    List<TrainingClip> calibration = new ArrayList<>();
    List<TrainingClip> test = new ArrayList<>();
    for (TrainingClip clip : normals.clips()) {
      int own = KFold.foldOf(clip);
      boolean next = own == (fold + 1) % KFold.FOLDS;
      (own == fold ? test : next ? calibration : training).add(clip);
    }
    TrainingPlan plan = new TrainingPlan(new Dataset(training), new Dataset(calibration));
    ModelBundle bundle = new Trainer(threads).train(plan, recipe, seed, listener);
    ModelManifest manifest = bundle.manifest();
    if (!manifest.calibrated() || test.isEmpty()) {
      throw new DatasetException(
          "every machine needs normal clips in folds %d and %d".formatted(fold, fold + 1));
    }
    try (Detector detector = Detector.load(bundle, threads)) {
      for (TrainingClip clip : test) {
        if (!detector.knows(clip.machineId())) {
          throw new DatasetException(clip.machineId() + " has no normal clip to train on");
        }
        ClipFeatures features = ClipFeatures.read(clip, recipe);
        List<double[]> scores = ClipScores.of(detector, clip.machineId(), features);
        Calibration known = detector.calibration(clip.machineId());
        HeldOutClip scored = new HeldOutClip(features.seconds(), scores);
        windows.add(tails(scores.stream().map(s -> asHeard(s, manifest.window())).toList(), known));
        smoothed
            .computeIfAbsent(clip.machineId(), id -> new Seen())
            .add(tails(scored.smoothed(manifest.window(), manifest.alarm()), known));
      }
    }
  }

  private static List<Double> tails(List<double[]> smoothed, Calibration calibration) {
    List<Double> tails = new ArrayList<>();
    for (double[] ofChannel : smoothed) {
      for (double score : ofChannel) {
        tails.add(calibration.tailProbability(score));
      }
    }
    return tails;
  }

  /** Smoothed as the pipeline does: over as many windows as there have been. */
  private static double[] asHeard(double[] scores, WindowSpec window) {
    double[] smoothed = new double[scores.length];
    for (int i = 0; i < smoothed.length; i++) {
      int first = Math.max(0, i + 1 - window.smoothing());
      smoothed[i] = window.evidence().of(Arrays.copyOfRange(scores, first, i + 1));
    }
    return smoothed;
  }
}
