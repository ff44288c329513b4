/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.List;

/**
 * Every choice of a training.
 *
 * @param name what it is called
 * @param perType whether every machine type gets a network of its own ({@code seed}, as the
 *     published notebook) or all machines share one ({@code default}: more classes to tell apart
 *     give better embeddings, 0.77 to 0.83 mean AUC in our study on MIMII)
 * @param frontEnd how samples become frames
 * @param window what is trained on and scored: the notebook's whole 10 s clips, or 64 frames (2 s)
 *     that a stream can score every second, which lost nothing in our study
 * @param architecture which network
 * @param head what classifies its embeddings
 * @param margin angle in radians by which an embedding must be nearer to its own class's centre
 *     than it needs to be (ArcFace, Deng et al. 2019: 0.5); 0 for none, anything else needs a
 *     cosine head
 * @param labelSmoothing share of the target that is spread over all classes
 * @param mixup alpha of the Beta(alpha, alpha) that pairs of windows are mixed by (Zhang et al.
 *     2018); 0 for none. With a margin, it applies to the first of the two labels
 * @param mixupPerWindow whether every pair of a batch is mixed by a share of its own, which makes
 *     the steps less noisy, or all by one, as the published notebook does
 * @param learningRate peak learning rate
 * @param schedule how the learning rate goes
 * @param weightDecay decoupled, as in AdamW (Loshchilov, Hutter 2019); with 0 it is Adam
 * @param epochs passes over the sound: one random crop of every 10 s (or shorter clip) and channel
 * @param minCropsPerEpoch little sound is passed over again until an epoch has that many crops: a
 *     network wants its few hundred steps
 * @param maxCropsPerEpoch of more sound, an epoch takes a random part
 * @param batchSize crops per step
 * @param scorer how windows are scored
 * @param maxReferences how many normal embeddings of a class go into the bundle, spread evenly
 * @param calibrationShare share of a machine's normal clips that is held out to find its threshold
 */
public record Recipe(
    String name,
    boolean perType,
    FrontEndSpec frontEnd,
    WindowSpec window,
    Architecture architecture,
    HeadSpec head,
    double margin,
    double labelSmoothing,
    double mixup,
    boolean mixupPerWindow,
    double learningRate,
    LearningRate schedule,
    double weightDecay,
    int epochs,
    int minCropsPerEpoch,
    int maxCropsPerEpoch,
    int batchSize,
    ScorerSpec scorer,
    int maxReferences,
    double calibrationShare) {

  // 10 s at a hop of 512 samples and 16 kHz, centred frames.
  private static final int TEN_SECONDS = 313;

  private static final Recipe SEED =
      new Recipe(
          "seed",
          true,
          FrontEndSpec.standard().asCentered(),
          new WindowSpec(TEN_SECONDS, TEN_SECONDS, 1),
          Architecture.SEED_RESNET,
          new HeadSpec.Linear(),
          0,
          0.1,
          1.0,
          false,
          1e-3,
          LearningRate.COSINE,
          0,
          60,
          1,
          Integer.MAX_VALUE,
          32,
          new ScorerSpec.NegativeLogProbability(2),
          1000,
          0.2);

  private static final Recipe DEFAULT =
      new Recipe(
          "default",
          false,
          FrontEndSpec.standard(),
          new WindowSpec(64, 32, 8),
          Architecture.WIDE_RESNET,
          new HeadSpec.Cosine(30),
          0.5,
          0,
          0.5,
          true,
          2e-3,
          LearningRate.ONE_CYCLE,
          1e-4,
          60,
          512,
          4096,
          64,
          new ScorerSpec.CosineNearest(1),
          1000,
          0.2);

  /**
   * Checks what no other type checks.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names the field
   */
  public Recipe {
    require(margin == 0 || head instanceof HeadSpec.Cosine, "margin: needs a cosine head");
    require(margin >= 0 && margin < Math.PI / 2, "margin: must be 0 to pi / 2");
    require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing: must be 0 to 1");
    require(mixup >= 0, "mixup: must not be negative");
    require(learningRate > 0, "learningRate: must be positive");
    require(weightDecay >= 0, "weightDecay: must not be negative");
    require(epochs > 0, "epochs: must be positive");
    require(
        minCropsPerEpoch > 0 && maxCropsPerEpoch >= minCropsPerEpoch,
        "minCropsPerEpoch, maxCropsPerEpoch: must be positive and in order");
    require(batchSize > 1, "batchSize: must be at least 2");
    require(maxReferences > 0, "maxReferences: must be positive");
    require(calibrationShare > 0 && calibrationShare < 1, "calibrationShare: must be 0 to 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("recipe." + message);
    }
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

  /** The same recipe with another number of epochs. */
  public Recipe withEpochs(int other) {
    return new Recipe(
        name,
        perType,
        frontEnd,
        window,
        architecture,
        head,
        margin,
        labelSmoothing,
        mixup,
        mixupPerWindow,
        learningRate,
        schedule,
        weightDecay,
        other,
        minCropsPerEpoch,
        maxCropsPerEpoch,
        batchSize,
        scorer,
        maxReferences,
        calibrationShare);
  }
}
