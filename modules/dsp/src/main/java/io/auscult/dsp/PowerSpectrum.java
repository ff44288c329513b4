/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import be.tarsos.dsp.util.fft.FFT;

/**
 * The power spectrum of a frame under a periodic Hann window. The only class that knows TarsosDSP,
 * so that its FFT can be exchanged. Its windows are not used: its Hann is symmetric.
 *
 * <p>Allocates nothing after construction. Not thread-safe: it works in a buffer of its own.
 */
final class PowerSpectrum {

  private final FFT fft;
  private final float[] window;
  private final float[] work;

  /**
   * Creates the tables.
   *
   * @param frameLength samples in a frame, a power of two
   */
  PowerSpectrum(int frameLength) {
    fft = new FFT(frameLength);
    window = periodicHann(frameLength);
    work = new float[frameLength];
  }

  /** How many bins the spectrum of a frame has, from 0 Hz to half the sample rate. */
  static int bins(int frameLength) {
    return frameLength / 2 + 1;
  }

  static float[] periodicHann(int length) {
    float[] hann = new float[length];
    for (int i = 0; i < length; i++) {
      hann[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
    }
    return hann;
  }

  /**
   * Computes the squared magnitude per bin.
   *
   * @param frame {@code frameLength} samples, left as they are
   * @param power receives {@link #bins} values
   */
  void compute(float[] frame, float[] power) {
    int length = work.length;
    for (int i = 0; i < length; i++) {
      work[i] = frame[i] * window[i];
    }
    fft.forwardTransform(work);
    // The transform of real samples is real at both ends, and packed there into one slot.
    int half = length / 2;
    power[0] = work[0] * work[0];
    power[half] = work[1] * work[1];
    for (int bin = 1; bin < half; bin++) {
      float re = work[2 * bin];
      float im = work[2 * bin + 1];
      power[bin] = re * re + im * im;
    }
  }
}
