/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

/**
 * Slaney's mel scale (Auditory Toolbox, 1998), librosa's default: linear below 1 kHz, logarithmic
 * above.
 */
final class MelScale {

  private static final double LINEAR_HZ_PER_MEL = 200.0 / 3;
  private static final double BREAK_HZ = 1_000;
  private static final double BREAK_MEL = BREAK_HZ / LINEAR_HZ_PER_MEL;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  private MelScale() {}

  static double toMel(double hz) {
    return hz < BREAK_HZ ? hz / LINEAR_HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
  }

  static double toHz(double mel) {
    return mel < BREAK_MEL
        ? mel * LINEAR_HZ_PER_MEL
        : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
  }

  /**
   * The edges of overlapping triangular bands, evenly spaced in mel: band b rises from edge b to
   * edge b + 1 and falls to edge b + 2.
   *
   * @return {@code bands + 2} frequencies in Hz
   */
  static double[] edgesHz(int bands, double minHz, double maxHz) {
    double[] edges = new double[bands + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = edgeHz(i, bands, minHz, maxHz);
    }
    return edges;
  }

  static double edgeHz(int index, int bands, double minHz, double maxHz) {
    double minMel = toMel(minHz);
    return toHz(minMel + index * (toMel(maxHz) - minMel) / (bands + 1));
  }
}
