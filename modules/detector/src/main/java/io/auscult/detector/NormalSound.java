/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a class sounds like when it is healthy: what scores and explanations are held against. A
 * model of somebody else's may lack the embeddings, or all of it. Its arrays are neither copied nor
 * changed.
 */
public final class NormalSound {

  private static final String EMBEDDINGS = "embeddings";
  private static final String BAND_MEAN = "band-mean";
  private static final String BAND_SPREAD = "band-spread";

  /** Of a class whose normal sound nobody has shown us. */
  static final NormalSound UNKNOWN = new NormalSound(new float[0][], new float[0], new float[0]);

  private final float[][] embeddings;
  private final float[] bandMean;
  private final float[] bandSpread;

  private NormalSound(float[][] embeddings, float[] bandMean, float[] bandSpread) {
    if (bandMean.length != bandSpread.length) {
      throw new IllegalArgumentException("normal sound of unlike bands");
    }
    this.embeddings = embeddings;
    this.bandMean = bandMean;
    this.bandSpread = bandSpread;
  }

  /**
   * Takes down what normal sound is like.
   *
   * @param windows [window][frame][mel band] normal log-mel in dB; at least one
   * @param embeddings [window][dimension] the embeddings that scores are held against; none if the
   *     network gives none
   */
  public static NormalSound learn(List<float[][]> windows, float[][] embeddings) {
    int bands = windows.get(0)[0].length;
    double[] sum = new double[bands];
    double[] squares = new double[bands];
    for (float[][] window : windows) {
      float[] levels = BandExplanation.bandLevels(window);
      for (int band = 0; band < bands; band++) {
        sum[band] += levels[band];
        squares[band] += (double) levels[band] * levels[band];
      }
    }
    float[] mean = new float[bands];
    float[] spread = new float[bands];
    for (int band = 0; band < bands; band++) {
      double center = sum[band] / windows.size();
      mean[band] = (float) center;
      spread[band] =
          (float) Math.sqrt(Math.max(0, squares[band] / windows.size() - center * center));
    }
    return new NormalSound(embeddings, mean, spread);
  }

  static NormalSound of(Map<String, Tensor> tensors, String modelClass) {
    Tensor embeddings = tensors.get(modelClass + "/" + EMBEDDINGS);
    Tensor mean = tensors.get(modelClass + "/" + BAND_MEAN);
    Tensor spread = tensors.get(modelClass + "/" + BAND_SPREAD);
    if (embeddings == null && mean == null && spread == null) {
      return UNKNOWN;
    }
    if (mean == null || spread == null || (embeddings != null && embeddings.shape().length != 2)) {
      throw new IllegalArgumentException("the normal sound of " + modelClass + " is incomplete");
    }
    float[][] rows = embeddings == null ? new float[0][] : embeddings.rows();
    return new NormalSound(rows, mean.values(), spread.values());
  }

  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new HashMap<>();
    if (bandMean.length > 0) {
      tensors.put(BAND_MEAN, Tensor.of(bandMean));
      tensors.put(BAND_SPREAD, Tensor.of(bandSpread));
    }
    if (embeddings.length > 0) {
      tensors.put(EMBEDDINGS, Tensor.of(embeddings));
    }
    return tensors;
  }

  float[][] embeddings() {
    return embeddings;
  }

  float[] bandMean() {
    return bandMean;
  }

  float[] bandSpread() {
    return bandSpread;
  }
}
