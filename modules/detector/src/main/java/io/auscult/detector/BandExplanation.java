/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the bands of a window whose level is unlike what a sensor normally hears. */
final class BandExplanation {

  /** Spreads a band's level must be off by to stand out: one in several hundred is by chance. */
  private static final float STANDS_OUT = 3;

  /** Less is no audible difference, however steady the band normally is. */
  private static final float LEAST_SPREAD_DB = 0.5f;

  private final NormalSound.@Nullable Bands normal;
  private final double[] edgesHz;

  /**
   * @param normal what the bands' levels are over normal windows; null if that is not known, so
   *     that nothing stands out
   * @param edgesHz the edges of the mel bands: band k reaches from edge k to edge k + 2
   */
  BandExplanation(NormalSound.@Nullable Bands normal, double[] edgesHz) {
    this.normal = normal;
    this.edgesHz = edgesHz;
  }

  /** How unlike normal the levels are over all bands: the mean square in normal spreads. */
  double unlikeness(float[][] logMel) {
    if (normal == null) {
      return 0;
    }
    float[] deviation = deviation(logMel, normal);
    double sum = 0;
    for (int band = 0; band < deviation.length; band++) {
      double spreads = deviation[band] / spread(normal, band);
      sum += spreads * spreads;
    }
    return sum / deviation.length;
  }

  private static float[] deviation(float[][] logMel, NormalSound.Bands normal) {
    float[] deviation = BandStatistic.LEVEL.of(logMel);
    for (int band = 0; band < deviation.length; band++) {
      deviation[band] -= normal.mean()[band];
    }
    return deviation;
  }

  private static float spread(NormalSound.Bands normal, int band) {
    return Math.max(normal.spread()[band], LEAST_SPREAD_DB);
  }

  /** At most so many bands, the one that is most unlike normal first. */
  List<BandDeviation> explain(float[][] logMel, int most) {
    if (normal == null) {
      return List.of();
    }
    float[] deviation = deviation(logMel, normal);
    float[] unlikeness = new float[deviation.length];
    for (int band = 0; band < deviation.length; band++) {
      unlikeness[band] = deviation[band] / spread(normal, band);
    }
    record Found(BandDeviation band, float unlikeness) {}
    List<Found> found = new ArrayList<>();
    int band = 0;
    while (band < deviation.length) {
      int end = band + 1;
      if (Math.abs(unlikeness[band]) >= STANDS_OUT) {
        float sum = deviation[band];
        float peak = Math.abs(unlikeness[band]);
        while (end < deviation.length && continues(unlikeness[band], unlikeness[end])) {
          sum += deviation[end];
          peak = Math.max(peak, Math.abs(unlikeness[end]));
          end++;
        }
        float from = (float) edgesHz[band];
        float to = (float) edgesHz[end + 1];
        found.add(new Found(new BandDeviation(from, to, sum / (end - band)), peak));
      }
      band = end;
    }
    found.sort(Comparator.comparingDouble(f -> -f.unlikeness()));
    return found.stream().limit(most).map(Found::band).toList();
  }

  private static boolean continues(float first, float next) {
    return Math.abs(next) >= STANDS_OUT && Math.signum(next) == Math.signum(first);
  }
}
