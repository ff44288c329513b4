/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Pairs of scores of the same windows, and how far they go together; 8 bytes a pair. */
final class PairedScores {

  private float[] first = new float[256];
  private float[] second = new float[256];
  private int size;

  void add(double ofFirst, double ofSecond) {
    if (size == first.length) {
      first = Arrays.copyOf(first, size + size / 2);
      second = Arrays.copyOf(second, size + size / 2);
    }
    first[size] = (float) ofFirst;
    second[size] = (float) ofSecond;
    size++;
  }

  int size() {
    return size;
  }

  /** Pearson's correlation, -1 to 1; null if one of the two never changes. */
  @Nullable Double pearson() {
    return correlation(values(first), values(second));
  }

  /** Spearman's rank correlation, -1 to 1, ties at their mean rank; null as above. */
  @Nullable Double spearman() {
    return correlation(ranks(first), ranks(second));
  }

  private double[] values(float[] scores) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = scores[i];
    }
    return values;
  }

  private double[] ranks(float[] scores) {
    long[] order = new long[size];
    for (int i = 0; i < size; i++) {
      // The score in the upper half, so that it sorts, where it is from in the lower.
      order[i] = ((long) sortable(scores[i]) << Integer.SIZE) | i;
    }
    Arrays.sort(order);
    double[] ranks = new double[size];
    int from = 0;
    while (from < size) {
      int until = from + 1;
      while (until < size && order[until] >> Integer.SIZE == order[from] >> Integer.SIZE) {
        until++;
      }
      for (int i = from; i < until; i++) {
        ranks[(int) order[i]] = (from + until - 1) / 2.0;
      }
      from = until;
    }
    return ranks;
  }

  /** An int that is as much greater or smaller as the score is. */
  private static int sortable(float score) {
    int bits = Float.floatToIntBits(score + 0f); // -0 is 0
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }

  private static @Nullable Double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double covariance = 0;
    double varianceA = 0;
    double varianceB = 0;
    for (int i = 0; i < a.length; i++) {
      covariance += (a[i] - meanA) * (b[i] - meanB);
      varianceA += (a[i] - meanA) * (a[i] - meanA);
      varianceB += (b[i] - meanB) * (b[i] - meanB);
    }
    double scale = Math.sqrt(varianceA) * Math.sqrt(varianceB);
    return scale > 0 ? covariance / scale : null;
  }
}
