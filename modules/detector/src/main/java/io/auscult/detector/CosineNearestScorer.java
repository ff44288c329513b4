/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Arrays;
import java.util.List;

/**
 * Mean cosine distance to the nearest of the sensor's own normal embeddings, relative to how close
 * those lie together if so asked.
 */
final class CosineNearestScorer implements Scorer {

  // Embeddings of one steady machine may coincide; nothing is infinitely far from them.
  private static final float LEAST_DENSITY = 1e-3f;

  private final float[][][] normals; // [sensor][embedding][dimension], of length 1
  private final float[][] scales; // [sensor][embedding] what a distance to it counts in
  private final int neighbours;

  CosineNearestScorer(List<NormalSound> normals, int neighbours, int density) {
    this.normals = new float[normals.size()][][];
    this.scales = new float[normals.size()][];
    this.neighbours = neighbours;
    for (int c = 0; c < this.normals.length; c++) {
      float[][] own = UnitVector.of(normals.get(c).embeddings());
      this.normals[c] = own;
      this.scales[c] = scales(own, density);
    }
  }

  private static float[] scales(float[][] own, int density) {
    float[] scales = new float[own.length];
    Arrays.fill(scales, 1);
    if (density == 0 || own.length == 1) {
      return scales;
    }
    for (int i = 0; i < own.length; i++) {
      float[] distances = new float[own.length - 1];
      for (int j = 0; j < own.length; j++) {
        if (j != i) {
          distances[j < i ? j : j - 1] = distance(own[i], own[j]);
        }
      }
      scales[i] = Math.max(LEAST_DENSITY, meanOfLeast(distances, density));
    }
    return scales;
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    float[] unit = UnitVector.of(embedding);
    float[][] own = normals[sensor];
    float[] distances = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      distances[i] = distance(unit, own[i]) / scales[sensor][i];
    }
    return meanOfLeast(distances, neighbours);
  }

  private static float distance(float[] a, float[] b) {
    return 1 - UnitVector.dot(a, b);
  }

  private static float meanOfLeast(float[] distances, int count) {
    int taken = Math.min(count, distances.length);
    float[] least = new float[taken]; // descending: the first one goes
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    for (float distance : distances) {
      if (distance < least[0]) {
        int i = 0;
        while (i + 1 < taken && least[i + 1] > distance) {
          least[i] = least[i + 1];
          i++;
        }
        least[i] = distance;
      }
    }
    float sum = 0;
    for (float distance : least) {
      sum += distance;
    }
    return sum / taken;
  }
}
