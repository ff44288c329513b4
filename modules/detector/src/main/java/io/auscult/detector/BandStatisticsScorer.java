/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;
import java.util.Objects;

/**
 * How far peak and unrest of the mel bands are from the sensor's normal ones: the mean over bands
 * of the squared deviation in normal spreads, so that 1 is about normal. Needs no network.
 */
final class BandStatisticsScorer implements Scorer {

  private static final BandStatistic[] STATISTICS = {BandStatistic.PEAK, BandStatistic.UNREST};

  private final List<NormalSound> normals;
  private final float floorDb;

  BandStatisticsScorer(List<NormalSound> normals, double floorDb) {
    this.normals = normals;
    this.floorDb = (float) floorDb;
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    NormalSound normal = normals.get(sensor);
    double sum = 0;
    int count = 0;
    for (BandStatistic statistic : STATISTICS) {
      float[] values = statistic.of(logMel);
      NormalSound.Bands bands = Objects.requireNonNull(normal.bands(statistic));
      for (int band = 0; band < values.length; band++) {
        double deviation = (values[band] - bands.mean()[band]) / (bands.spread()[band] + floorDb);
        sum += deviation * deviation;
      }
      count += values.length;
    }
    return sum / count;
  }
}
