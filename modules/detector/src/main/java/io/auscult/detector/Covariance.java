/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * How values vary together around a mean, which may be another one for every group of them: the
 * mean of the outer products of their deviations.
 */
final class Covariance {

  private final double[][] sums; // [row][column], lower triangle only
  private long count;

  /** Of nothing yet. */
  Covariance(int dimensions) {
    sums = new double[dimensions][];
    for (int row = 0; row < dimensions; row++) {
      sums[row] = new double[row + 1];
    }
  }

  /**
   * One that was written down before.
   *
   * @param matrix what {@link #tensor} gave
   * @throws IllegalArgumentException if it is no square matrix
   */
  static Covariance of(Tensor matrix) {
    long[] shape = matrix.shape();
    if (shape.length != 2 || shape[0] != shape[1]) {
      throw new IllegalArgumentException("a covariance is not a square matrix");
    }
    float[][] rows = matrix.rows();
    Covariance covariance = new Covariance(rows.length);
    covariance.count = 1;
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column <= row; column++) {
        covariance.sums[row][column] = rows[row][column];
      }
    }
    return covariance;
  }

  /**
   * Takes one more into account.
   *
   * @param deviation from the mean of its group, [dimension]
   */
  void add(double[] deviation) {
    for (int row = 0; row < sums.length; row++) {
      for (int column = 0; column <= row; column++) {
        sums[row][column] += deviation[row] * deviation[column];
      }
    }
    count++;
  }

  int dimensions() {
    return sums.length;
  }

  /** The matrix, both of its triangles. */
  Tensor tensor() {
    float[][] rows = new float[sums.length][sums.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column <= row; column++) {
        rows[row][column] = (float) (sums[row][column] / count);
        rows[column][row] = rows[row][column];
      }
    }
    return Tensor.of(rows);
  }

  /**
   * What measures distances in it.
   *
   * @param shrinkage share of the matrix that gives way to a multiple of the identity of the same
   *     trace, above 0, at most 1
   */
  Whitening whitening(double shrinkage) {
    double trace = 0;
    for (int i = 0; i < sums.length; i++) {
      trace += sums[i][i] / count;
    }
    double[][] shrunk = new double[sums.length][];
    double floor = Math.max(shrinkage * trace / sums.length, Whitening.LEAST_VARIANCE);
    for (int row = 0; row < sums.length; row++) {
      shrunk[row] = sums[row].clone();
      for (int column = 0; column <= row; column++) {
        shrunk[row][column] *= (1 - shrinkage) / count;
      }
      shrunk[row][row] += floor;
    }
    return new Whitening(shrunk);
  }
}
