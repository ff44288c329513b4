/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a window's embedding and logits become its anomaly score; higher is more anomalous. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ScorerSpec.CosineNearest.class, name = "cosine-nearest"),
  @JsonSubTypes.Type(
      value = ScorerSpec.NegativeLogProbability.class,
      name = "negative-log-probability")
})
public sealed interface ScorerSpec {

  /**
   * Mean cosine distance (1 - cosine, 0 to 2) to the nearest of the class's own normal embeddings.
   *
   * @param neighbours how many of the nearest are averaged
   */
  record CosineNearest(int neighbours) implements ScorerSpec {

    /**
     * @throws IllegalArgumentException if there is no neighbour to average
     */
    public CosineNearest {
      Require.positive(neighbours, "scorer.neighbours");
    }
  }

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
