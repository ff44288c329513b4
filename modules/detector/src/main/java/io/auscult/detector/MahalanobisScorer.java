/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;

/**
 * Squared Mahalanobis distance to the mean of the sensor's own normal embeddings, over the number
 * of dimensions, so that 1 is about normal. Lengths count: a sound that no class claims has a short
 * embedding.
 */
final class MahalanobisScorer implements Scorer {

  // A covariance of nothing but zeros has no inverse.
  private static final double LEAST_VARIANCE = 1e-6;

  private final double[][] whitening; // lower triangle: whitened = whitening * (x - mean)
  private final double[][] means; // [sensor][dimension]

  MahalanobisScorer(List<NormalSound> normals, double shrinkage) {
    int dimensions = normals.get(0).embeddings()[0].length;
    means = new double[normals.size()][];
    double[][] covariance = new double[dimensions][dimensions];
    long count = 0;
    for (int c = 0; c < means.length; c++) {
      float[][] own = normals.get(c).embeddings();
      means[c] = mean(own);
      for (float[] embedding : own) {
        addOuterProduct(covariance, embedding, means[c]);
      }
      count += own.length;
    }
    shrink(covariance, count, shrinkage);
    whitening = inverse(cholesky(covariance));
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    double[] mean = means[sensor];
    double distance = 0;
    for (int row = 0; row < mean.length; row++) {
      double whitened = 0;
      for (int column = 0; column <= row; column++) {
        whitened += whitening[row][column] * (embedding[column] - mean[column]);
      }
      distance += whitened * whitened;
    }
    return distance / mean.length;
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

  /** Lower triangle only. */
  private static void addOuterProduct(double[][] sum, float[] embedding, double[] mean) {
    for (int row = 0; row < mean.length; row++) {
      double deviation = embedding[row] - mean[row];
      for (int column = 0; column <= row; column++) {
        sum[row][column] += deviation * (embedding[column] - mean[column]);
      }
    }
  }

  private static void shrink(double[][] sum, long count, double shrinkage) {
    double trace = 0;
    for (int i = 0; i < sum.length; i++) {
      trace += sum[i][i] / count;
    }
    double floor = Math.max(shrinkage * trace / sum.length, LEAST_VARIANCE);
    for (int row = 0; row < sum.length; row++) {
      for (int column = 0; column <= row; column++) {
        sum[row][column] *= (1 - shrinkage) / count;
      }
      sum[row][row] += floor;
    }
  }

  /** The lower triangular L with L * transposed L = the matrix, in place. */
  private static double[][] cholesky(double[][] matrix) {
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column <= row; column++) {
        double rest = matrix[row][column];
        for (int k = 0; k < column; k++) {
          rest -= matrix[row][k] * matrix[column][k];
        }
        matrix[row][column] = row == column ? Math.sqrt(rest) : rest / matrix[column][column];
      }
    }
    return matrix;
  }

  /** The inverse of a lower triangular matrix. */
  private static double[][] inverse(double[][] lower) {
    double[][] inverse = new double[lower.length][lower.length];
    for (int column = 0; column < lower.length; column++) {
      inverse[column][column] = 1 / lower[column][column];
      for (int row = column + 1; row < lower.length; row++) {
        double sum = 0;
        for (int k = column; k < row; k++) {
          sum -= lower[row][k] * inverse[k][column];
        }
        inverse[row][column] = sum / lower[row][row];
      }
    }
    return inverse;
  }
}
