/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;

/** Cosine distance to the mean direction of the sensor's own normal embeddings. */
final class CosineCenterScorer implements Scorer {

  private final float[][] centers; // [sensor][dimension], of length 1

  CosineCenterScorer(List<NormalSound> normals) {
    centers = new float[normals.size()][];
    for (int c = 0; c < centers.length; c++) {
      float[][] own = UnitVector.of(normals.get(c).embeddings());
      float[] sum = new float[own[0].length];
      for (float[] unit : own) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += unit[i];
        }
      }
      centers[c] = UnitVector.of(sum);
    }
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    return 1 - UnitVector.dot(UnitVector.of(embedding), centers[sensor]);
  }
}
