/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/**
 * Makes a machine's normal sound into that of a sister that does not exist, so that a network has
 * something to tell it from.
 */
public sealed interface Distortion {

  /**
   * A distorted crop.
   *
   * @param sound what is distorted; not changed
   * @param start the frame the crop begins at; the spectrogram goes on at its beginning
   * @param frames of the crop
   * @return [frame][mel band]; may share rows with the spectrogram
   */
  float[][] crop(Frames sound, int start, int frames);

  /** The sound as it is. */
  record None() implements Distortion {
    @Override
    public float[][] crop(Frames sound, int start, int frames) {
      return sound.read(start, frames);
    }
  }

  /**
   * A machine of another size: everything sounds higher or lower. The bands at the edge are drawn
   * out.
   *
   * @param melBands up, or down if negative
   */
  record FrequencyShift(int melBands) implements Distortion {

    /**
     * @throws IllegalArgumentException if nothing is shifted
     */
    public FrequencyShift {
      Recipe.require(melBands != 0, "frequencyShift: must not be 0");
    }

    @Override
    public float[][] crop(Frames sound, int start, int frames) {
      float[][] logMel = sound.read(start, frames);
      float[][] crop = new float[frames][logMel[0].length];
      for (int i = 0; i < frames; i++) {
        float[] frame = logMel[i];
        for (int band = 0; band < frame.length; band++) {
          int from = Math.max(0, Math.min(band - melBands, frame.length - 1));
          crop[i][band] = frame[from];
        }
      }
      return crop;
    }
  }

  /**
   * A machine at another pace.
   *
   * @param factor above 1 is faster
   */
  record TimeStretch(double factor) implements Distortion {

    /**
     * @throws IllegalArgumentException if the factor is not positive
     */
    public TimeStretch {
      Recipe.require(factor > 0 && factor != 1, "timeStretch: must be positive and not 1");
    }

    @Override
    public float[][] crop(Frames sound, int start, int frames) {
      int last = (int) (start + (frames - 1) * factor);
      float[][] logMel = sound.read(start, last + 2 - start);
      float[][] crop = new float[frames][logMel[0].length];
      for (int i = 0; i < frames; i++) {
        double at = start + i * factor;
        int before = (int) at;
        float share = (float) (at - before);
        float[] first = logMel[before - start];
        float[] second = logMel[before + 1 - start];
        for (int band = 0; band < first.length; band++) {
          crop[i][band] = (1 - share) * first[band] + share * second[band];
        }
      }
      return crop;
    }
  }

  /**
   * A machine in another housing: one half of the bands louder, the other quieter.
   *
   * @param highDb what the highest band gains; the lowest loses as much
   */
  record Tilt(double highDb) implements Distortion {

    /**
     * @throws IllegalArgumentException if nothing is tilted
     */
    public Tilt {
      Recipe.require(highDb != 0, "tilt: must not be 0");
    }

    @Override
    public float[][] crop(Frames sound, int start, int frames) {
      float[][] logMel = sound.read(start, frames);
      float[][] crop = new float[frames][logMel[0].length];
      for (int i = 0; i < frames; i++) {
        float[] frame = logMel[i];
        for (int band = 0; band < frame.length; band++) {
          crop[i][band] = (float) (frame[band] + highDb * (2.0 * band / (frame.length - 1) - 1));
        }
      }
      return crop;
    }
  }
}
