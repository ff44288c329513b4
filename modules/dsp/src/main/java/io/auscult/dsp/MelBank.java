/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import java.util.Arrays;

/**
 * Triangular mel filters over the bins of a power spectrum, with Slaney's norm (every triangle has
 * the same area). Equal to {@code librosa.filters.mel(norm="slaney")}, but only the non-zero
 * weights are kept: about 2,000 instead of 131,200 for the standard front-end.
 */
final class MelBank {

  private final int[] firstBin;

  /** Where a band's weights start in {@link #weights}; one more entry marks the end. */
  private final int[] start;

  private final float[] weights;

  MelBank(FrontEnd frontEnd) {
    int bands = frontEnd.melBands();
    int bins = PowerSpectrum.bins(frontEnd.frameLength());
    double binHz = (double) frontEnd.sampleRate() / frontEnd.frameLength();
    double[] edges = MelScale.edgesHz(bands, frontEnd.minHz(), frontEnd.maxHz());
    firstBin = new int[bands];
    start = new int[bands + 1];
    float[] collected = new float[2 * bins + bands];
    for (int band = 0; band < bands; band++) {
      double low = edges[band];
      double centre = edges[band + 1];
      double high = edges[band + 2];
      double norm = 2 / (high - low);
      int end = start[band];
      int first = (int) Math.floor(low / binHz) + 1;
      firstBin[band] = first;
      for (int bin = first; bin < bins && bin * binHz < high; bin++) {
        double hz = bin * binHz;
        double height = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
        collected[end++] = (float) (norm * height);
      }
      start[band + 1] = end;
    }
    weights = Arrays.copyOf(collected, start[bands]);
  }

  /**
   * Sums a power spectrum into bands.
   *
   * @param power power per bin
   * @param mel receives the power per band
   */
  void apply(float[] power, float[] mel) {
    for (int band = 0; band < firstBin.length; band++) {
      int from = start[band];
      int to = start[band + 1];
      int shift = firstBin[band] - from;
      // Four sums, because one has to wait for each of its additions.
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      int i = from;
      for (; i < to - 3; i += 4) {
        a += weights[i] * power[i + shift];
        b += weights[i + 1] * power[i + shift + 1];
        c += weights[i + 2] * power[i + shift + 2];
        d += weights[i + 3] * power[i + shift + 3];
      }
      for (; i < to; i++) {
        a += weights[i] * power[i + shift];
      }
      mel[band] = (a + b) + (c + d);
    }
  }

  /** The weight of one bin in one band, mostly 0. */
  float weight(int band, int bin) {
    int i = start[band] + bin - firstBin[band];
    return i >= start[band] && i < start[band + 1] ? weights[i] : 0;
  }
}
