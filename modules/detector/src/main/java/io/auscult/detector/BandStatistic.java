/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** What can be said of a mel band over the frames of a window, in dB. */
enum BandStatistic {
  /** The mean level. */
  LEVEL {
    @Override
    float[] of(float[][] logMel) {
      float[] mean = new float[logMel[0].length];
      for (float[] frame : logMel) {
        for (int band = 0; band < mean.length; band++) {
          mean[band] += frame[band];
        }
      }
      for (int band = 0; band < mean.length; band++) {
        mean[band] /= logMel.length;
      }
      return mean;
    }
  },

  /** The level of the loudest frame. */
  PEAK {
    @Override
    float[] of(float[][] logMel) {
      float[] peak = logMel[0].clone();
      for (float[] frame : logMel) {
        for (int band = 0; band < peak.length; band++) {
          peak[band] = Math.max(peak[band], frame[band]);
        }
      }
      return peak;
    }
  },

  /** How much the level goes up and down: its standard deviation. */
  UNREST {
    @Override
    float[] of(float[][] logMel) {
      float[] mean = LEVEL.of(logMel);
      float[] unrest = new float[mean.length];
      for (float[] frame : logMel) {
        for (int band = 0; band < mean.length; band++) {
          float deviation = frame[band] - mean[band];
          unrest[band] += deviation * deviation;
        }
      }
      for (int band = 0; band < mean.length; band++) {
        unrest[band] = (float) Math.sqrt(unrest[band] / logMel.length);
      }
      return unrest;
    }
  };

  /**
   * The statistic of each band.
   *
   * @param logMel [frame][mel band] in dB, at least one frame
   */
  abstract float[] of(float[][] logMel);
}
