/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far peak and unrest of the mel bands are from the sensor's normal ones, in normal spreads:
 * the mean of the squared deviations, or the squared Mahalanobis distance over their number where
 * it is known how they vary together. 1 is about normal. Needs no network.
 */
final class BandStatisticsScorer implements Scorer {

  private final List<NormalSound> normals;
  private final double floorDb;
  private final @Nullable Whitening whitening;

  /**
   * @param whitening measures {@link NormalSound#deviations}; null if each counts for itself
   */
  BandStatisticsScorer(List<NormalSound> normals, double floorDb, @Nullable Whitening whitening) {
    this.normals = normals;
    this.floorDb = floorDb;
    this.whitening = whitening;
  }

  @Override
  public double score(
      int modelClass, int sensor, float[][] logMel, float[] embedding, float[] logits) {
    double[] deviations = normals.get(sensor).deviations(logMel, floorDb);
    if (whitening != null) {
      return whitening.distance(deviations);
    }
    double sum = 0;
    for (double deviation : deviations) {
      sum += deviation * deviation;
    }
    return sum / deviations.length;
  }
}
