/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.trainer.TrainingListener.Phase;
import io.auscult.trainer.TrainingListener.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Measures by a protocol: learns from some normal clips and scores others and abnormal ones. A clip
 * counts once: its score is the evidence of its windows, averaged over its channels.
 */
public final class Evaluation {

  private static final double READING_SHARE = 0.05;

  private final int threads;

  /**
   * An evaluation.
   *
   * @param threads for training and scoring, at least 1
   */
  public Evaluation(int threads) {
    this.threads = threads;
  }

  /**
   * Measures a recipe.
   *
   * @param seeds every fold is trained once with each of these
   * @param protocol tells what is learned from and what is tested
   * @throws DatasetException if the sound does not suit the protocol; one line that says why
   * @throws IOException if a clip cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if there is no seed
   */
  public EvaluationResult run(
      Dataset dataset,
      Recipe recipe,
      List<Long> seeds,
      Protocol protocol,
      TrainingListener listener)
      throws IOException, InterruptedException {
    return run(dataset, new RecipeContender(recipe, threads), seeds, protocol, listener);
  }

  /**
   * Measures the simple baseline, {@code gaussian}: a gaussian on the loudest each mel band gets.
   * The exceptions are those of {@link #run}.
   */
  public EvaluationResult runGaussian(Dataset dataset, Protocol protocol, TrainingListener listener)
      throws IOException, InterruptedException {
    return run(dataset, new PooledGaussian(), List.of(0L), protocol, listener);
  }

  /**
   * Measures what a recipe makes of single machines: every machine and fold gets a model of its own
   * that hears no other machine. The exceptions are those of {@link #run}.
   *
   * @param machines their ids
   */
  public EvaluationResult runAlone(
      Dataset dataset,
      List<String> machines,
      Recipe recipe,
      List<Long> seeds,
      Protocol protocol,
      TrainingListener listener)
      throws IOException, InterruptedException {
    Set<String> chosen = Set.copyOf(machines);
    return run(
        dataset.where(clip -> chosen.contains(clip.machineId())),
        new AloneContender(new RecipeContender(recipe, threads)),
        seeds,
        protocol,
        listener);
  }

  private static EvaluationResult run(
      Dataset dataset,
      Contender contender,
      List<Long> seeds,
      Protocol protocol,
      TrainingListener listener)
      throws IOException, InterruptedException {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("seeds: there must be at least one");
    }
    Set<Long> different = new LinkedHashSet<>(seeds);
    protocol.require(dataset);
    List<ClipFeatures> clips = new ArrayList<>();
    for (TrainingClip clip : dataset.clips()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("evaluation was interrupted");
      }
      clips.add(contender.read(clip));
      double read = (double) clips.size() / dataset.clips().size();
      listener.progress(new Progress(Phase.READING, 0, 0, Double.NaN, READING_SHARE * read));
    }
    List<ScoredClip> scored = new ArrayList<>();
    double trainSeconds = 0;
    int models = different.size() * protocol.folds().size();
    int done = 0;
    for (long seed : different) {
      for (int fold : protocol.folds()) {
        double share = (1 - READING_SHARE) / models;
        TrainingListener part = listener.part(READING_SHARE + share * done++, share);
        trainSeconds += run(new Run(seed, protocol, fold), clips, contender, scored, part) / models;
      }
    }
    return new EvaluationResult(
        EvaluationReport.of(
            contender.name(), scored, trainSeconds, ClipFeatures.fingerprint(clips)),
        scored);
  }

  private record Run(long seed, Protocol protocol, int fold) {}

  /** Adds what one model says of its test clips, and returns the seconds that it took to train. */
  private static double run(
      Run run,
      List<ClipFeatures> clips,
      Contender contender,
      List<ScoredClip> scored,
      TrainingListener listener)
      throws IOException, InterruptedException {
    List<ClipFeatures> training = new ArrayList<>();
    List<ClipFeatures> test = new ArrayList<>();
    for (ClipFeatures clip : clips) {
      switch (run.protocol().part(clip.clip(), run.fold())) {
        case TRAIN -> training.add(clip);
        case TEST -> test.add(clip);
        case UNSPECIFIED -> {}
      }
    }
    long start = System.nanoTime();
    try (Contender.Model model = contender.learn(training, run.seed(), listener)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      for (ClipFeatures features : test) {
        TrainingClip clip = features.clip();
        if (!model.knows(clip.machineId())) {
          throw new DatasetException(clip.machineId() + " has no normal clip to train on");
        }
        Contender.Scores scores = model.score(features);
        scored.add(
            new ScoredClip(
                run.seed(),
                run.fold(),
                clip.machineId(),
                clip.type(),
                clip.condition(),
                clip.name(),
                scores.score(),
                scores.softmaxScore()));
      }
      return seconds;
    }
  }
}
