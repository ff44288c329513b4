/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;

/** The weighted geometric mean of other scores: their scales do not matter. */
final class FusedScorer implements Scorer {

  // A distance of nothing at all would silence all other voices.
  private static final double LEAST = 1e-6;

  /** A scorer and how much it counts. */
  record Part(Scorer scorer, double weight) {}

  private final List<Part> parts;
  private final double weights;

  FusedScorer(List<Part> parts) {
    this.parts = parts;
    this.weights = parts.stream().mapToDouble(Part::weight).sum();
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    double sum = 0;
    for (Part part : parts) {
      double score = part.scorer().score(modelClass, sensor, logMel, embedding, logits);
      sum += part.weight() * Math.log(Math.max(score, LEAST));
    }
    return Math.exp(sum / weights);
  }
}
