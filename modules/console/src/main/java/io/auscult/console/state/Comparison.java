/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.WindowScore;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the challenger judged the windows that the champion judged, too, since the console began to
 * listen or another challenger came. Thread-safe.
 */
public final class Comparison {

  /**
   * Of one machine.
   *
   * @param windows judged by both
   * @param correlation of the smoothed scores, -1 to 1; NaN of fewer than two windows
   * @param championOver share of windows over the champion's threshold, 0 to 1
   * @param challengerOver share of windows over the challenger's
   */
  public record Row(long windows, double correlation, double championOver, double challengerOver) {}

  private static final class Sums {
    private long windows;
    private long championOver;
    private long challengerOver;
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    /** Welford's way: no large sums are subtracted. */
    void add(double x, double y) {
      windows++;
      double fromX = x - meanX;
      meanX += fromX / windows;
      squaresX += fromX * (x - meanX);
      double fromY = y - meanY;
      meanY += fromY / windows;
      squaresY += fromY * (y - meanY);
      products += fromX * (y - meanY);
    }

    Row row() {
      double spread = Math.sqrt(squaresX * squaresY);
      return new Row(
          windows,
          windows < 2 || spread == 0 ? Double.NaN : products / spread,
          (double) championOver / windows,
          (double) challengerOver / windows);
    }
  }

  private final Map<String, Sums> byMachine = new TreeMap<>();
  private String challenger = "";

  synchronized void add(WindowScore shadow, double championScore, double championThreshold) {
    if (!shadow.getModelVersion().equals(challenger)) {
      challenger = shadow.getModelVersion();
      byMachine.clear();
    }
    Sums sums = byMachine.computeIfAbsent(shadow.getMachineId(), any -> new Sums());
    sums.add(championScore, shadow.getSmoothedScore());
    sums.championOver += championScore > championThreshold ? 1 : 0;
    sums.challengerOver += shadow.getSmoothedScore() > shadow.getThreshold() ? 1 : 0;
  }

  /** The version of the challenger that is compared; empty if none is. */
  public synchronized String challenger() {
    return challenger;
  }

  /** By machine. */
  public synchronized SortedMap<String, Row> rows() {
    SortedMap<String, Row> rows = new TreeMap<>();
    byMachine.forEach((machine, sums) -> rows.put(machine, sums.row()));
    return rows;
  }
}
