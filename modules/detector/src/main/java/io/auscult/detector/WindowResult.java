/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/**
 * What the detector says of a window.
 *
 * @param score higher is more anomalous; scores of different models are not on one scale
 * @param classProbability softmax probability of the window's own class, 0 to 1
 */
public record WindowResult(double score, double classProbability) {}
