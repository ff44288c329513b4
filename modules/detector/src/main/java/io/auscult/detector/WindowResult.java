/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * What the detector says of a window.
 *
 * @param score higher is more anomalous; scores of different models are not on one scale
 * @param classLogProbability natural logarithm of the softmax probability of the window's own
 *     class, at most 0
 */
public record WindowResult(double score, double classLogProbability) {

  /** The softmax probability of the window's own class, 0 to 1; 0 where it is too small. */
  public double classProbability() {
    return Math.exp(classLogProbability);
  }
}
