/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** Measures squared Mahalanobis distances: how far off, in what a covariance says is usual. */
final class Whitening {

  /** A covariance of nothing but zeros has no inverse. */
  static final double LEAST_VARIANCE = 1e-6;

  private final double[][] whitening; // lower triangle: whitened = whitening * deviation

  /**
   * @param covariance [row][column], lower triangle only, positive definite; not used afterwards
   */
  Whitening(double[][] covariance) {
    whitening = inverse(cholesky(covariance));
  }

  /**
   * The squared distance over the number of dimensions, so that 1 is about usual.
   *
   * @param deviation from the mean, [dimension]
   */
  double distance(double[] deviation) {
    double distance = 0;
    for (int row = 0; row < deviation.length; row++) {
      double whitened = 0;
      for (int column = 0; column <= row; column++) {
        whitened += whitening[row][column] * deviation[column];
      }
      distance += whitened * whitened;
    }
    return distance / deviation.length;
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
