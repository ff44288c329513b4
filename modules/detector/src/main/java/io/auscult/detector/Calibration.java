/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.TailSpec;
import java.util.List;

/** A class's threshold, and how likely its smoothed scores are while it is healthy. */
public final class Calibration {

  private final CalibrationSpec spec;
  private final ParetoTail tail;

  /** The calibration that a manifest holds. */
  public Calibration(CalibrationSpec spec) {
    this.spec = spec;
    this.tail = new ParetoTail(spec.smoothed().scale(), spec.smoothed().shape());
  }

  /** The score from which on a window counts as anomalous. */
  public double threshold() {
    return spec.threshold();
  }

  /**
   * The probability that healthy sound smooths to at least this score: its rank among n held-out
   * scores, (1 + those at least as high) / (n + 1), as in split conformal prediction (Lei et al.
   * 2018), and beyond the level where ranks run out the generalised Pareto tail. Never rises with
   * the score.
   *
   * @return in (0, 1]; uniformly distributed for sound that is like the held-out one
   */
  public double tailProbability(double smoothedScore) {
    TailSpec smoothed = spec.smoothed();
    double level = smoothed.body().get(smoothed.body().size() - 1);
    double probability =
        smoothedScore > level
            ? rank(smoothed.share()) * tail.beyond(smoothedScore - level)
            : rank(shareAbove(smoothedScore));
    return Math.max(probability, Double.MIN_NORMAL);
  }

  private double rank(double share) {
    double n = spec.smoothed().independent();
    return (1 + n * share) / (1 + n);
  }

  /** The share of healthy scores at or above one that lies in the body, or below it. */
  private double shareAbove(double score) {
    List<Double> body = spec.smoothed().body();
    if (score <= body.get(0)) {
      return 1;
    }
    int above = 1;
    while (body.get(above) < score) {
      above++;
    }
    double low = body.get(above - 1);
    double within = (score - low) / (body.get(above) - low);
    double below = (above - 1 + within) / (body.size() - 1) * (1 - spec.smoothed().share());
    return 1 - below;
  }
}
