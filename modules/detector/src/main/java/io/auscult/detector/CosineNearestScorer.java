/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Arrays;
import java.util.List;

/** Mean cosine distance to the nearest of the class's own normal embeddings. */
final class CosineNearestScorer implements Scorer {

  private final float[][][] normals; // [class][embedding][dimension], of length 1
  private final int neighbours;

  CosineNearestScorer(List<NormalSound> normals, int neighbours) {
    this.normals = new float[normals.size()][][];
    for (int c = 0; c < this.normals.length; c++) {
      float[][] embeddings = normals.get(c).embeddings();
      this.normals[c] = new float[embeddings.length][];
      for (int i = 0; i < embeddings.length; i++) {
        this.normals[c][i] = unit(embeddings[i]);
      }
    }
    this.neighbours = neighbours;
  }

  @Override
  public double score(int modelClass, float[] embedding, float[] logits) {
    float[] unit = unit(embedding);
    float[][] own = normals[modelClass];
    int count = Math.min(neighbours, own.length);
    float[] nearest = new float[count]; // cosines, ascending: the first one goes
    Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
    for (float[] normal : own) {
      insert(nearest, dot(unit, normal));
    }
    double sum = 0;
    for (float cosine : nearest) {
      sum += cosine;
    }
    return 1 - sum / count;
  }

  private static void insert(float[] nearest, float cosine) {
    if (cosine <= nearest[0]) {
      return;
    }
    int i = 0;
    while (i + 1 < nearest.length && nearest[i + 1] < cosine) {
      nearest[i] = nearest[i + 1];
      i++;
    }
    nearest[i] = cosine;
  }

  // Four sums at a time keep the adders busy; one would wait for itself.
  private static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int whole = a.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (int i = whole; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static float[] unit(float[] v) {
    float length = (float) Math.sqrt(Math.max(dot(v, v), Float.MIN_NORMAL));
    float[] unit = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      unit[i] = v[i] / length;
    }
    return unit;
  }
}
