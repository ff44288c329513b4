/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import java.util.List;

/**
 * How the smoothed scores of a class's healthy sound are distributed: ranks among the held-out
 * scores, and beyond the highest of the listed ones a generalised Pareto tail.
 *
 * @param independent how many independent values the held-out sound is worth; neighbouring smoothed
 *     scores share most of their windows, the channels of a clip hear the same event
 * @param body ascending quantiles, evenly spaced in probability from 0 to 1 - share
 * @param share the share of healthy scores above the last of them, where the tail begins
 * @param scale of the tail, in units of the score
 * @param shape of the tail: 0 is exponential, above is heavier, below has an end
 */
public record TailSpec(
    double independent, List<Double> body, double share, double scale, double shape) {

  /**
   * @throws IllegalArgumentException if a value is out of range or the body does not ascend
   */
  public TailSpec {
    body = List.copyOf(body);
    Require.positive(independent, "calibration.smoothed.independent");
    Require.that(body.size() >= 2, "calibration.smoothed.body", body, "at least two quantiles");
    for (int i = 0; i < body.size(); i++) {
      double value = body.get(i);
      boolean ascends = Double.isFinite(value) && (i == 0 || value >= body.get(i - 1));
      Require.that(ascends, "calibration.smoothed.body", body, "ascending and finite");
    }
    Require.that(share > 0 && share < 1, "calibration.smoothed.share", share, "in (0, 1)");
    Require.positive(scale, "calibration.smoothed.scale");
    Require.that(Math.abs(shape) <= 1, "calibration.smoothed.shape", shape, "-1 to 1");
  }
}
