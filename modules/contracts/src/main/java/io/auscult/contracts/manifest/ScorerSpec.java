/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a window's embedding and logits become its anomaly score; higher is more anomalous. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ScorerSpec.Mahalanobis.class, name = "mahalanobis"),
  @JsonSubTypes.Type(value = ScorerSpec.CosineNearest.class, name = "cosine-nearest"),
  @JsonSubTypes.Type(value = ScorerSpec.CosineCenter.class, name = "cosine-center"),
  @JsonSubTypes.Type(
      value = ScorerSpec.NegativeLogProbability.class,
      name = "negative-log-probability")
})
public sealed interface ScorerSpec {

  /**
   * Squared Mahalanobis distance to the mean of the class's own normal embeddings, over the number
   * of dimensions. The covariance is that around their own mean of all classes of a network: how
   * embeddings vary without anything being wrong.
   *
   * @param shrinkage share of the covariance that is replaced by a multiple of the identity of the
   *     same trace, 0 to 1 (Ledoit, Wolf 2004)
   * @see <a href="https://arxiv.org/abs/1807.03888">Lee et al.: A Simple Unified Framework for
   *     Detecting Out-of-Distribution Samples</a>
   */
  record Mahalanobis(double shrinkage) implements ScorerSpec {

    /**
     * @throws IllegalArgumentException if the shrinkage is not above 0 and at most 1
     */
    public Mahalanobis {
      Require.that(
          shrinkage > 0 && shrinkage <= 1, "scorer.shrinkage", shrinkage, "above 0, at most 1");
    }
  }

  /**
   * Mean cosine distance (1 - cosine, 0 to 2) to the nearest of the class's own normal embeddings.
   *
   * @param neighbours how many of the nearest are averaged
   * @param density local density normalisation: each normal's distance counts relative to its mean
   *     distance to so many of its own nearest fellows, so that a sparse corner of normal sound is
   *     as normal as a dense one (Wilkinghoff et al. 2025, Keeping the Balance: Anomaly Score
   *     Calculation for Domain Generalization); 0 for none
   */
  record CosineNearest(int neighbours, int density) implements ScorerSpec {

    /**
     * @throws IllegalArgumentException if there is no neighbour to average
     */
    public CosineNearest {
      Require.positive(neighbours, "scorer.neighbours");
      Require.that(density >= 0, "scorer.density", density, "0 or more");
    }
  }

  /** Cosine distance (0 to 2) to the mean direction of the class's own normal embeddings. */
  record CosineCenter() implements ScorerSpec {}

  /**
   * Cross-entropy of the logits, divided by a temperature, against the window's own class.
   *
   * @param temperature what the logits are divided by before the softmax
   */
  record NegativeLogProbability(double temperature) implements ScorerSpec {

    /**
     * @throws IllegalArgumentException if the temperature is not positive
     */
    public NegativeLogProbability {
      Require.positive(temperature, "scorer.temperature");
    }
  }
}
