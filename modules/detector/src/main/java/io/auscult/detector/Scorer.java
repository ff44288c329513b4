/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.ScorerSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what a network makes of a window into the window's anomaly score. */
interface Scorer {

  /**
   * Scores one window.
   *
   * @param modelClass the index of the window's own class among the network's
   * @param sensor the index of the sensor whose normal sound it is held against
   * @param logMel the window, [frame][mel band] in dB
   * @param embedding of the window
   * @param logits of the window, one per class
   * @return higher is more anomalous
   */
  double score(int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits);

  /**
   * The scorer that a manifest asks for.
   *
   * @param normals the normal sound of each sensor of the network's classes
   * @param bands how the mel bands vary together; null only where the spec does not need it
   */
  static Scorer of(ScorerSpec spec, List<NormalSound> normals, @Nullable Covariance bands) {
    if (spec instanceof ScorerSpec.Mahalanobis mahalanobis) {
      return new MahalanobisScorer(normals, mahalanobis.shrinkage());
    }
    if (spec instanceof ScorerSpec.CosineNearest nearest) {
      return new CosineNearestScorer(normals, nearest.neighbours(), nearest.density());
    }
    if (spec instanceof ScorerSpec.CosineCenter) {
      return new CosineCenterScorer(normals);
    }
    if (spec instanceof ScorerSpec.BandStatistics statistics) {
      return new BandStatisticsScorer(
          normals,
          statistics.floorDb(),
          statistics.bandsTogether().isEmpty()
              ? null
              : Objects.requireNonNull(bands).whitening(statistics.shrinkage()));
    }
    if (spec instanceof ScorerSpec.Fusion fusion) {
      return new FusedScorer(
          fusion.parts().stream()
              .map(part -> new FusedScorer.Part(of(part.scorer(), normals, bands), part.weight()))
              .toList());
    }
    double temperature = ((ScorerSpec.NegativeLogProbability) spec).temperature();
    return (modelClass, sensor, logMel, embedding, logits) ->
        -logProbability(logits, modelClass, temperature);
  }

  /** The logarithm of one class's softmax of the logits over a temperature. */
  static double logProbability(float[] logits, int modelClass, double temperature) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit / temperature);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature - max);
    }
    return logits[modelClass] / temperature - max - Math.log(sum);
  }
}
