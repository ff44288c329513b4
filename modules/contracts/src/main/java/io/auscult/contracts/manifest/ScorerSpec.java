/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** How a window's embedding and logits become its anomaly score; higher is more anomalous. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ScorerSpec.Mahalanobis.class, name = "mahalanobis"),
  @JsonSubTypes.Type(value = ScorerSpec.CosineNearest.class, name = "cosine-nearest"),
  @JsonSubTypes.Type(value = ScorerSpec.CosineCenter.class, name = "cosine-center"),
  @JsonSubTypes.Type(
      value = ScorerSpec.NegativeLogProbability.class,
      name = "negative-log-probability"),
  @JsonSubTypes.Type(value = ScorerSpec.BandStatistics.class, name = "band-statistics"),
  @JsonSubTypes.Type(value = ScorerSpec.Fusion.class, name = "fusion")
})
public sealed interface ScorerSpec {

  /** Whether windows are held against normal embeddings. */
  default boolean needsEmbeddings() {
    return true;
  }

  /** Whether windows are held against the normal statistics of the mel bands. */
  default boolean needsBands() {
    return false;
  }

  /** What of it needs to know how the statistics of the mel bands vary together, if anything. */
  default Optional<BandStatistics> bandsTogether() {
    return Optional.empty();
  }

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
      Require.shrinkage(shrinkage);
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

    @Override
    public boolean needsEmbeddings() {
      return false;
    }
  }

  /**
   * How far peak and standard deviation over time of the mel bands are from the class's own normal
   * ones, in the spread these have over normal windows (after Guan et al. 2023, Time-Weighted
   * Frequency Domain Audio Representation with GMM Estimator for Anomalous Sound Detection): their
   * squared Mahalanobis distance over their number. Its covariance is that of all sensors together,
   * each in its own spreads: few normal clips tell how one sensor's bands vary, but not how they
   * vary together.
   *
   * @param floorDb what is added to every spread, so that a very steady band does not speak alone;
   *     a covariance holds for the floor that it was learnt with
   * @param shrinkage share of the covariance that is replaced by a multiple of the identity of the
   *     same trace; 1 for the plain mean of the squared deviations, which needs no covariance.
   *     Manifests from before there was a choice mean 1
   */
  record BandStatistics(double floorDb, double shrinkage) implements ScorerSpec {

    /**
     * @throws IllegalArgumentException if the floor is not positive, or the shrinkage is not above
     *     0 and at most 1
     */
    public BandStatistics {
      Require.positive(floorDb, "scorer.floorDb");
      Require.shrinkage(shrinkage);
    }

    @Override
    public Optional<BandStatistics> bandsTogether() {
      return shrinkage < 1 ? Optional.of(this) : Optional.empty();
    }

    @Override
    public boolean needsEmbeddings() {
      return false;
    }

    @Override
    public boolean needsBands() {
      return true;
    }
  }

  /**
   * The weighted geometric mean of other scores.
   *
   * @param parts at least one
   */
  record Fusion(List<Part> parts) implements ScorerSpec {

    /**
     * One of the scores.
     *
     * @param scorer gives it; its scores are 0 or more
     * @param weight how much it counts
     */
    public record Part(ScorerSpec scorer, double weight) {

      /**
       * @throws IllegalArgumentException if the weight is not positive
       */
      public Part {
        Require.positive(weight, "scorer.parts.weight");
      }
    }

    /**
     * @throws IllegalArgumentException if there is no part, or there are two for which a model
     *     would have to hold how the mel bands vary together
     */
    public Fusion {
      parts = List.copyOf(parts);
      Require.that(!parts.isEmpty(), "scorer.parts", parts, "a list with at least one scorer");
      Require.that(
          parts.stream().filter(part -> part.scorer().bandsTogether().isPresent()).count() <= 1,
          "scorer.parts",
          parts,
          "a list with at most one band-statistics of a shrinkage below 1");
    }

    @Override
    public Optional<BandStatistics> bandsTogether() {
      return parts.stream().flatMap(part -> part.scorer().bandsTogether().stream()).findFirst();
    }

    @Override
    public boolean needsEmbeddings() {
      return parts.stream().anyMatch(part -> part.scorer().needsEmbeddings());
    }

    @Override
    public boolean needsBands() {
      return parts.stream().anyMatch(part -> part.scorer().needsBands());
    }
  }
}
