/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Arrays;

/**
 * What a class's values exceed a high level by.
 *
 * @param level the high level
 * @param share of the values that exceed it
 * @param values the excesses, ascending
 * @param independent how many independent excesses they are worth
 * @param spread standard deviation of all the class's values
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Excesses(double level, double share, double[] values, double independent, double spread) {

  /** The mean excess; 0 if there is none. */
  double mean() {
    return Arrays.stream(values).average().orElse(0);
  }

  /**
   * E[X (1 - F(X))] / E[X] of the excesses, by the unbiased probability-weighted moments of Hosking
   * and Wallis (1987): 1/4 for an exponential tail, of any scale and of any number of excesses.
   */
  double momentRatio() {
    int n = values.length;
    double weighted = 0;
    for (int i = 0; i < n; i++) {
      weighted += values[i] * (n - 1 - i) / (n - 1.0) / n;
    }
    return weighted / mean();
  }
}
