/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/**
 * Parallel two-pole band-pass filters. The bank as a whole has unit energy: white noise of power 1
 * comes out with power 1, and an impulse of 1 rings with energy 1. That makes the power of
 * everything built on it a matter of arithmetic.
 *
 * <p>The filters are bilinear band passes (Bristow-Johnson, "Audio EQ cookbook"; constant 0 dB peak
 * gain) whose bandwidth is exact up to the highest frequencies (Orfanidis, "Introduction to Signal
 * Processing", 1996, chapter 11).
 */
final class ResonatorBank {
  private static final int RINGING_TIME_CONSTANTS = 8;

  private final double[] b0;
  private final double[] a1;
  private final double[] a2;
  private final double[] y1;
  private final double[] y2;
  private double x1;
  private double x2;

  ResonatorBank(List<Resonance> modes) {
    int n = modes.size();
    b0 = new double[n];
    a1 = new double[n];
    a2 = new double[n];
    y1 = new double[n];
    y2 = new double[n];
    double narrowest = MachineSound.SAMPLE_RATE;
    for (int i = 0; i < n; i++) {
      Resonance mode = modes.get(i);
      double omega = 2 * StrictMath.PI * mode.hz() / MachineSound.SAMPLE_RATE;
      double alpha = StrictMath.tan(StrictMath.PI * mode.bandwidthHz() / MachineSound.SAMPLE_RATE);
      double narrowBandEnergy = StrictMath.PI * mode.bandwidthHz() / MachineSound.SAMPLE_RATE;
      b0[i] = alpha / (1 + alpha) * mode.gain() / StrictMath.sqrt(narrowBandEnergy);
      a1[i] = -2 * StrictMath.cos(omega) / (1 + alpha);
      a2[i] = (1 - alpha) / (1 + alpha);
      narrowest = Math.min(narrowest, mode.bandwidthHz());
    }
    normalise(
        (int) (RINGING_TIME_CONSTANTS * MachineSound.SAMPLE_RATE / (StrictMath.PI * narrowest))
            + 16);
  }

  double next(double x) {
    double difference = x - x2;
    double sum = 0;
    for (int i = 0; i < b0.length; i++) {
      double y = b0[i] * difference - a1[i] * y1[i] - a2[i] * y2[i];
      y2[i] = y1[i];
      y1[i] = y;
      sum += y;
    }
    x2 = x1;
    x1 = x;
    return sum;
  }

  private void normalise(int samples) {
    double energy = 0;
    for (int i = 0; i < samples; i++) {
      double y = next(i == 0 ? 1 : 0);
      energy += y * y;
    }
    double scale = 1 / StrictMath.sqrt(energy);
    for (int i = 0; i < b0.length; i++) {
      b0[i] *= scale;
      y1[i] = 0;
      y2[i] = 0;
    }
    x1 = 0;
    x2 = 0;
  }
}
