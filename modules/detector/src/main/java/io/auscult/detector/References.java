/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.MachineSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the windows of a model are held against: the normal sound of its sensors and, for scorers
 * that ask for it, how the statistics of the mel bands vary together while all is well. Immutable.
 */
public final class References {

  // Of no sensor: what those hear is called <sensor id>/<what>.
  private static final String BAND_COVARIANCE = "band-covariance";

  private final Map<String, NormalSound> sensors;
  private final @Nullable Covariance bands;

  /**
   * Of sensors each mel band of which counts for itself.
   *
   * @param sensors the normal sound that each sensor hears, by its id
   */
  public References(Map<String, NormalSound> sensors) {
    this(sensors, null);
  }

  private References(Map<String, NormalSound> sensors, @Nullable Covariance bands) {
    this.sensors = Map.copyOf(sensors);
    this.bands = bands;
  }

  /**
   * The same, and how the mel bands vary together: the covariance of {@link NormalSound#deviations}
   * over the windows of all sensors, each around its own mean and in its own spreads. One sensor's
   * windows would be too few to tell.
   *
   * @param windows [window][frame][mel band] normal log-mel in dB, by the id of the sensor: those
   *     that its normal sound was learnt from
   * @param floorDb what is added to every spread, the same as in scoring
   */
  public References withBandCovariance(Map<String, List<float[][]>> windows, double floorDb) {
    Covariance covariance = null;
    // In the order of the ids: the same sound gives the same sums.
    for (Map.Entry<String, List<float[][]>> heard : new TreeMap<>(windows).entrySet()) {
      NormalSound normal = sensor(heard.getKey());
      for (float[][] window : heard.getValue()) {
        double[] deviations = normal.deviations(window, floorDb);
        if (covariance == null) {
          covariance = new Covariance(deviations.length);
        }
        covariance.add(deviations);
      }
    }
    return new References(sensors, covariance);
  }

  /**
   * Those that {@link #tensors} gave.
   *
   * @throws IllegalArgumentException if something of it is missing or of a wrong shape
   */
  static References of(Map<String, Tensor> tensors, List<MachineSpec> machines) {
    Map<String, NormalSound> sensors = new HashMap<>();
    for (MachineSpec machine : machines) {
      for (String sensorId : machine.sensors()) {
        sensors.put(sensorId, NormalSound.of(tensors, sensorId));
      }
    }
    Tensor bands = tensors.get(BAND_COVARIANCE);
    return new References(sensors, bands == null ? null : Covariance.of(bands));
  }

  SortedMap<String, Tensor> tensors() {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    sensors.forEach(
        (sensorId, normal) ->
            normal.tensors().forEach((name, tensor) -> tensors.put(sensorId + "/" + name, tensor)));
    if (bands != null) {
      tensors.put(BAND_COVARIANCE, bands.tensor());
    }
    return tensors;
  }

  /** Whether it is known what normal sound is like to each of the sensors. */
  boolean know(List<String> sensorIds) {
    return sensors.keySet().containsAll(sensorIds);
  }

  /** The normal sound that a sensor hears; {@link NormalSound#UNKNOWN} if that is not known. */
  NormalSound sensor(String sensorId) {
    return sensors.getOrDefault(sensorId, NormalSound.UNKNOWN);
  }

  /** How the deviations of the mel bands vary together; null if that is not known. */
  @Nullable Covariance bands() {
    return bands;
  }
}
