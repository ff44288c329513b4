/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import java.util.ArrayList;
import java.util.List;

/**
 * What a sensor hears of its machine when nothing is wrong.
 *
 * @param origin where it was taken from
 * @param examples pieces of sound, at least one
 * @param meanDb of each mel band
 * @param spreadDb how far each mel band strays by itself: standard deviation of means over two
 *     seconds
 */
// Wraps the arrays it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record NormalSound(Origin origin, List<Stretch> examples, float[] meanDb, float[] spreadDb) {

  /** Two seconds of frames. */
  private static final int BLOCK = 62;

  private static final double LEAST_DB = 2;
  private static final double MOST_SPREADS = 3;

  /** Where normal sound is from. */
  public enum Origin {
    /** Clips that were kept as samples of normal sound. */
    KEPT,
    /** Sound of the last day, from times without an anomaly and below the threshold. */
    RECENT
  }

  public NormalSound {
    examples = List.copyOf(examples);
  }

  static NormalSound of(Origin origin, List<Stretch> examples) {
    List<float[]> frames = new ArrayList<>();
    List<float[]> blocks = new ArrayList<>();
    for (Stretch example : examples) {
      List<float[]> heard = List.of(Spectrogram.frames(example));
      frames.addAll(heard);
      for (int from = 0; from + BLOCK <= heard.size(); from += BLOCK) {
        blocks.add(mean(heard.subList(from, from + BLOCK)));
      }
    }
    float[] mean = mean(frames);
    float[] spread = new float[mean.length];
    for (int band = 0; band < mean.length; band++) {
      double squares = 0;
      for (float[] block : blocks) {
        double from = block[band] - mean[band];
        squares += from * from;
      }
      spread[band] = (float) Math.sqrt(squares / Math.max(1, blocks.size()));
    }
    return new NormalSound(origin, examples, mean, spread);
  }

  /** The mean spectrum of a sound in dB. */
  public static float[] meanOf(Sound sound) {
    List<float[]> frames = new ArrayList<>();
    for (Stretch stretch : sound.stretches()) {
      frames.addAll(List.of(Spectrogram.frames(stretch)));
    }
    return mean(frames);
  }

  private static float[] mean(List<float[]> frames) {
    double[] sum = new double[Spectrogram.BANDS];
    for (float[] frame : frames) {
      for (int band = 0; band < sum.length; band++) {
        sum[band] += frame[band];
      }
    }
    float[] mean = new float[sum.length];
    for (int band = 0; band < mean.length; band++) {
      mean[band] = (float) (sum[band] / Math.max(1, frames.size()));
    }
    return mean;
  }

  /**
   * A range of frequencies that is louder or quieter than normal.
   *
   * @param db by how much, where it is the most; positive: louder
   */
  public record Deviation(double fromHz, double toHz, double db) {}

  /**
   * The ranges of a present spectrum that stand out, the strongest first: two neighbouring bands or
   * more that lie at least 2 dB, and at least three times as far as normal sound strays, from the
   * mean of normal.
   */
  public List<Deviation> standingOut(float[] presentDb) {
    double[] edges = Spectrogram.FRONT_END.bandEdgesHz();
    List<Deviation> found = new ArrayList<>();
    int begin = -1;
    for (int band = 0; band <= meanDb.length; band++) {
      int side = band == meanDb.length ? 0 : side(band, presentDb);
      boolean ends = begin >= 0 && side != side(begin, presentDb);
      if (ends) {
        if (band - begin >= 2) {
          found.add(new Deviation(edges[begin], edges[band + 1], most(begin, band, presentDb)));
        }
        begin = -1;
      }
      if (begin < 0 && side != 0) {
        begin = band;
      }
    }
    found.sort((a, b) -> Double.compare(Math.abs(b.db()), Math.abs(a.db())));
    return found;
  }

  private int side(int band, float[] presentDb) {
    double off = presentDb[band] - meanDb[band];
    return Math.abs(off) < Math.max(LEAST_DB, MOST_SPREADS * spreadDb[band])
        ? 0
        : (int) Math.signum(off);
  }

  private double most(int from, int until, float[] presentDb) {
    double most = 0;
    for (int band = from; band < until; band++) {
      double off = presentDb[band] - meanDb[band];
      most = Math.abs(off) > Math.abs(most) ? off : most;
    }
    return most;
  }
}
