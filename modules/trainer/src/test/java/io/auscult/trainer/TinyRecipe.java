/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recipes that learn what {@link Tones} has to teach within a second or two. */
final class TinyRecipe {

  private TinyRecipe() {}

  /** One network for all, margin, nearest neighbours: as the default, in small. */
  static Recipe joint() {
    return of(
        false,
        Architecture.WIDE_RESNET,
        new HeadSpec.Cosine(30, 1),
        0.5,
        new ScorerSpec.CosineNearest(1, 0));
  }

  /** One network a type, plain cross-entropy: as the seed, in small. */
  static Recipe perType() {
    return of(
        true,
        Architecture.SEED_RESNET,
        new HeadSpec.Linear(),
        0,
        new ScorerSpec.NegativeLogProbability(2));
  }

  /** By the bands alone, which are taken together. */
  static Recipe bands() {
    return of(
        false,
        Architecture.WIDE_RESNET,
        new HeadSpec.Cosine(30, 1),
        0.5,
        new ScorerSpec.BandStatistics(0.3, 0.1));
  }

  /** As {@link #joint}, with sisters made up where there are no others. */
  static Recipe alone() {
    return of(
        false,
        Architecture.WIDE_RESNET,
        new HeadSpec.Cosine(30, 1),
        0.5,
        new PseudoClasses(
            2,
            List.of(
                new Distortion.FrequencyShift(6),
                new Distortion.FrequencyShift(-6),
                new Distortion.TimeStretch(1.5)),
            new ScorerSpec.Mahalanobis(0.1)),
        new ScorerSpec.CosineNearest(1, 0));
  }

  private static Recipe of(
      boolean perType, Architecture architecture, HeadSpec head, double margin, ScorerSpec scorer) {
    return of(perType, architecture, head, margin, null, scorer);
  }

  private static Recipe of(
      boolean perType,
      Architecture architecture,
      HeadSpec head,
      double margin,
      @Nullable PseudoClasses pseudoClasses,
      ScorerSpec scorer) {
    return new Recipe(
        "tiny",
        perType,
        FrontEndSpec.standard(),
        new WindowSpec(16, 8, 4, Evidence.MEAN),
        16,
        architecture,
        head,
        margin,
        margin == 0 ? 0.1 : 0,
        Augmentation.of(new Mixup(0.5, true, Mixup.Labels.SHARED)),
        pseudoClasses,
        new Optimization(2e-3, LearningRate.ONE_CYCLE, 1e-4, 6, 64, 64, 16),
        scorer,
        20,
        0.3);
  }
}
