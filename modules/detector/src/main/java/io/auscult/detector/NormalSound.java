/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine sounds like to one of its sensors when it is healthy: what scores and explanations
 * are held against. A model of somebody else's may lack the embeddings, or all of it. Its arrays
 * are neither copied nor changed.
 */
public final class NormalSound {

  private static final String EMBEDDINGS = "embeddings";
  private static final String MEAN = "-mean";
  private static final String SPREAD = "-spread";

  // What sound is scored by; its level is for explanations.
  private static final BandStatistic[] SCORED = {BandStatistic.PEAK, BandStatistic.UNREST};

  /** Of a sensor whose normal sound nobody has shown us. */
  static final NormalSound UNKNOWN = new NormalSound(new float[0][], Map.of());

  /** Mean and standard deviation of a statistic over normal windows: a value a mel band, in dB. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bands(float[] mean, float[] spread) {}

  private final float[][] embeddings;
  private final Map<BandStatistic, Bands> bands;

  private NormalSound(float[][] embeddings, Map<BandStatistic, Bands> bands) {
    this.embeddings = embeddings;
    this.bands = bands;
  }

  /**
   * Takes down what normal sound is like.
   *
   * @param windows [window][frame][mel band] normal log-mel in dB; at least one
   * @param embeddings [window][dimension] the embeddings that scores are held against; none if the
   *     network gives none
   */
  public static NormalSound learn(List<float[][]> windows, float[][] embeddings) {
    Map<BandStatistic, Bands> bands = new EnumMap<>(BandStatistic.class);
    for (BandStatistic statistic : BandStatistic.values()) {
      bands.put(statistic, learn(windows, statistic));
    }
    return new NormalSound(embeddings, bands);
  }

  private static Bands learn(List<float[][]> windows, BandStatistic statistic) {
    int count = windows.get(0)[0].length;
    double[] sum = new double[count];
    double[] squares = new double[count];
    for (float[][] window : windows) {
      float[] values = statistic.of(window);
      for (int band = 0; band < count; band++) {
        sum[band] += values[band];
        squares[band] += (double) values[band] * values[band];
      }
    }
    float[] mean = new float[count];
    float[] spread = new float[count];
    for (int band = 0; band < count; band++) {
      double center = sum[band] / windows.size();
      double variance = Math.max(0, squares[band] / windows.size() - center * center);
      mean[band] = (float) center;
      spread[band] = (float) Math.sqrt(variance);
    }
    return new Bands(mean, spread);
  }

  /**
   * The normal sound that a sensor hears.
   *
   * @param tensors of all sensors
   * @throws IllegalArgumentException if something of it is missing
   */
  static NormalSound of(Map<String, Tensor> tensors, String sensorId) {
    Map<BandStatistic, Bands> bands = new EnumMap<>(BandStatistic.class);
    for (BandStatistic statistic : BandStatistic.values()) {
      Tensor mean = tensors.get(sensorId + "/" + name(statistic) + MEAN);
      Tensor spread = tensors.get(sensorId + "/" + name(statistic) + SPREAD);
      if (mean != null && spread != null && spread.hasShape(mean.shape())) {
        bands.put(statistic, new Bands(mean.values(), spread.values()));
      }
    }
    Tensor embeddings = tensors.get(sensorId + "/" + EMBEDDINGS);
    if (bands.isEmpty() && embeddings == null) {
      return UNKNOWN;
    }
    if (bands.size() < BandStatistic.values().length
        || (embeddings != null && embeddings.shape().length != 2)) {
      throw new IllegalArgumentException("the normal sound of " + sensorId + " is incomplete");
    }
    return new NormalSound(embeddings == null ? new float[0][] : embeddings.rows(), bands);
  }

  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new HashMap<>();
    bands.forEach(
        (statistic, values) -> {
          tensors.put(name(statistic) + MEAN, Tensor.of(values.mean()));
          tensors.put(name(statistic) + SPREAD, Tensor.of(values.spread()));
        });
    if (embeddings.length > 0) {
      tensors.put(EMBEDDINGS, Tensor.of(embeddings));
    }
    return tensors;
  }

  private static String name(BandStatistic statistic) {
    return statistic.name().toLowerCase(Locale.ROOT);
  }

  /**
   * How far peak and unrest of the mel bands are from normal, in normal spreads.
   *
   * @param logMel [frame][mel band] in dB
   * @param floorDb what is added to every spread
   * @return those of the peaks, then those of the unrest; one a mel band each
   */
  double[] deviations(float[][] logMel, double floorDb) {
    int count = logMel[0].length;
    double[] deviations = new double[deviationCount(count)];
    for (int s = 0; s < SCORED.length; s++) {
      float[] values = SCORED[s].of(logMel);
      Bands normal = Objects.requireNonNull(bands(SCORED[s]));
      for (int band = 0; band < count; band++) {
        deviations[s * count + band] =
            (values[band] - normal.mean()[band]) / (normal.spread()[band] + (float) floorDb);
      }
    }
    return deviations;
  }

  /** How many deviations there are of so many mel bands. */
  static int deviationCount(int melBands) {
    return SCORED.length * melBands;
  }

  float[][] embeddings() {
    return embeddings;
  }

  /** What a statistic of the mel bands is over normal windows; null if that is not known. */
  @Nullable Bands bands(BandStatistic statistic) {
    return bands.get(statistic);
  }
}
