/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;

/**
 * Squared Mahalanobis distance to the mean of the sensor's own normal embeddings, over the number
 * of dimensions, so that 1 is about normal. Lengths count: a sound that no class claims has a short
 * embedding.
 */
final class MahalanobisScorer implements Scorer {

  private final Whitening whitening;
  private final double[][] means; // [sensor][dimension]

  MahalanobisScorer(List<NormalSound> normals, double shrinkage) {
    Covariance covariance = new Covariance(normals.get(0).embeddings()[0].length);
    means = new double[normals.size()][];
    for (int sensor = 0; sensor < means.length; sensor++) {
      float[][] own = normals.get(sensor).embeddings();
      means[sensor] = mean(own);
      for (float[] embedding : own) {
        covariance.add(deviation(embedding, means[sensor]));
      }
    }
    whitening = covariance.whitening(shrinkage);
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    return whitening.distance(deviation(embedding, means[sensor]));
  }

  private static double[] mean(float[][] embeddings) {
    double[] mean = new double[embeddings[0].length];
    for (float[] embedding : embeddings) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += embedding[i] / (double) embeddings.length;
      }
    }
    return mean;
  }

  private static double[] deviation(float[] embedding, double[] mean) {
    double[] deviation = new double[mean.length];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = embedding[i] - mean[i];
    }
    return deviation;
  }
}
