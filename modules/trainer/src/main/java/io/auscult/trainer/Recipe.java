/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every choice of a training.
 *
 * @param name what it is called
 * @param perType whether every machine type gets a network of its own ({@code seed}, as the
 *     published notebook) or all machines share one ({@code default}: more classes to tell apart
 *     give better embeddings, 0.77 to 0.83 mean AUC in our study on MIMII)
 * @param frontEnd how samples become frames
 * @param window what is scored: 10 s, in which a valve or a slider does what it does at least once
 * @param cropFrames what is trained on: the notebook's whole clips, or crops of 64 frames (2 s) of
 *     which many fit into little sound; the maximum over time takes windows of any length
 * @param architecture which network
 * @param head what classifies its embeddings
 * @param margin angle in radians by which an embedding must be nearer to its own class's centre
 *     than it needs to be (ArcFace, Deng et al. 2019: 0.5); 0 for none, anything else needs a
 *     cosine head
 * @param labelSmoothing share of the target that is spread over all classes
 * @param augmentation what is done to the windows a network learns from
 * @param pseudoClasses what a network with few machines has to tell apart besides them; null if
 *     nothing
 * @param optimization how the network's weights are found
 * @param scorer how windows are scored
 * @param maxReferences how many normal embeddings of a sensor go into the bundle, spread evenly
 * @param calibrationShare share of a machine's normal clips that is held out to find its threshold
 */
public record Recipe(
    String name,
    boolean perType,
    FrontEndSpec frontEnd,
    WindowSpec window,
    int cropFrames,
    Architecture architecture,
    HeadSpec head,
    double margin,
    double labelSmoothing,
    Augmentation augmentation,
    @Nullable PseudoClasses pseudoClasses,
    Optimization optimization,
    ScorerSpec scorer,
    int maxReferences,
    double calibrationShare) {

  // 10 s at a hop of 512 samples and 16 kHz.
  private static final int TEN_SECONDS = 309;
  private static final int TEN_SECONDS_CENTERED = 313;

  private static final Recipe SEED =
      new Recipe(
          "seed",
          true,
          FrontEndSpec.standard().asCentered(),
          new WindowSpec(TEN_SECONDS_CENTERED, TEN_SECONDS_CENTERED, 1, Evidence.MEAN),
          TEN_SECONDS_CENTERED,
          Architecture.SEED_RESNET,
          new HeadSpec.Linear(),
          0,
          0.1,
          Augmentation.of(new Mixup(1, false, Mixup.Labels.SHARED)),
          null,
          new Optimization(1e-3, LearningRate.COSINE, 0, 60, 1, Integer.MAX_VALUE, 32),
          new ScorerSpec.NegativeLogProbability(2),
          256,
          0.2);

  private static final Recipe DEFAULT =
      new Recipe(
          "default",
          false,
          FrontEndSpec.standard(),
          new WindowSpec(TEN_SECONDS, 64, 1, Evidence.MEAN),
          64,
          Architecture.WIDE_RESNET,
          new HeadSpec.Cosine(30, 1),
          0.5,
          0,
          new Augmentation(
              Augmentation.Channels.EACH,
              false,
              0,
              new Masking(24, 40),
              new Mixup(0.5, true, Mixup.Labels.SHARED)),
          new PseudoClasses(
              4,
              List.of(
                  new Distortion.FrequencyShift(8),
                  new Distortion.FrequencyShift(-8),
                  new Distortion.TimeStretch(1.25),
                  new Distortion.TimeStretch(0.8),
                  new Distortion.Tilt(6),
                  new Distortion.Tilt(-6)),
              fusion(1, 1, 8, 1)),
          new Optimization(2e-3, LearningRate.ONE_CYCLE, 1e-4, 60, 512, 4096, 64),
          fusion(1, 1, 1, 0.1),
          256,
          0.2);

  /**
   * Checks what no other type checks.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names the field
   */
  public Recipe {
    require(margin == 0 || head instanceof HeadSpec.Cosine, "margin: needs a cosine head");
    require(margin >= 0 && margin < Math.PI / 2, "margin: must be 0 to pi / 2");
    require(
        cropFrames > 0 && cropFrames <= window.frames(),
        "cropFrames: must be positive and at most a window");
    require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing: must be 0 to 1");
    require(maxReferences > 0, "maxReferences: must be positive");
    require(calibrationShare > 0 && calibrationShare < 1, "calibrationShare: must be 0 to 1");
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("recipe." + message);
    }
  }

  private static ScorerSpec fusion(
      double distance, double nearest, double bands, double bandShrinkage) {
    return new ScorerSpec.Fusion(
        List.of(
            new ScorerSpec.Fusion.Part(new ScorerSpec.Mahalanobis(0.1), distance),
            new ScorerSpec.Fusion.Part(new ScorerSpec.CosineNearest(1, 0), nearest),
            new ScorerSpec.Fusion.Part(new ScorerSpec.BandStatistics(0.3, bandShrinkage), bands)));
  }

  /** The names {@link #named} knows. */
  public static List<String> names() {
    return List.of(DEFAULT.name, SEED.name);
  }

  /**
   * A recipe by its name: {@code seed}, the published notebook's, which scores whole clips and
   * cannot stream, or {@code default}, ours.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists those there
   *     are
   */
  public static Recipe named(String name) {
    return switch (name) {
      case "default" -> DEFAULT;
      case "seed" -> SEED;
      default ->
          throw new IllegalArgumentException(
              "there is no recipe '" + name + "': choose one of " + String.join(", ", names()));
    };
  }

  /** Passes over the sound. */
  int epochs() {
    return optimization.epochs();
  }

  /** How a network of so many machines hears each: as it is first, then as sisters made up. */
  List<Distortion> hearings(int machines) {
    List<Distortion> hearings = new ArrayList<>();
    hearings.add(new Distortion.None());
    if (pseudoClasses != null && machines < pseudoClasses.belowMachines()) {
      hearings.addAll(pseudoClasses.distortions());
    }
    return hearings;
  }

  /** How the windows of a model of such networks are scored. */
  ScorerSpec scorerOf(List<NetworkSpec.Blocks> networks) {
    boolean madeUp = networks.stream().anyMatch(network -> network.pseudoClasses() > 0);
    return madeUp && pseudoClasses != null ? pseudoClasses.scorer() : scorer;
  }

  /** The same recipe with another number of epochs. */
  public Recipe withEpochs(int other) {
    return with(window, optimization.withEpochs(other));
  }

  /** The same recipe for a model that knows something already: a third of the epochs. */
  public Recipe forWarmStart() {
    return withEpochs(Math.max(1, optimization.epochs() / 3));
  }

  /**
   * The same recipe with shorter windows, for shorter clips: half a window apart at most, and
   * smoothed over about as much time as one of the recipe's own.
   *
   * @param frames of a window
   */
  public Recipe withWindow(int frames) {
    int hop = Math.max(1, Math.min(window.hop(), frames / 2));
    int smoothing = 1 + Math.max(0, (window.frames() - frames) / hop);
    return with(new WindowSpec(frames, hop, smoothing, window.evidence()), optimization);
  }

  private Recipe with(WindowSpec otherWindow, Optimization otherOptimization) {
    return new Recipe(
        name,
        perType,
        frontEnd,
        otherWindow,
        Math.min(cropFrames, otherWindow.frames()),
        architecture,
        head,
        margin,
        labelSmoothing,
        augmentation,
        pseudoClasses,
        otherOptimization,
        scorer,
        maxReferences,
        calibrationShare);
  }
}
