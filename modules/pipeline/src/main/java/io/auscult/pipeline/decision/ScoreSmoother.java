/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.pipeline.state.SensorEvidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Averages a sensor's latest window scores.
 *
 * @param span how many, at least 1
 */
public record ScoreSmoother(int span) {

  public ScoreSmoother {
    if (span < 1) {
      throw new IllegalArgumentException(
          "the smoothing span must be at least 1 window, is " + span);
    }
  }

  /**
   * Adds a score.
   *
   * @param evidence null if there is none yet
   * @param modelVersion of the model that gave the score; evidence of another model is dropped
   */
  public SensorEvidence add(@Nullable SensorEvidence evidence, String modelVersion, double score) {
    List<Double> scores = new ArrayList<>(span);
    if (evidence != null && evidence.getModelVersion().equals(modelVersion)) {
      List<Double> earlier = evidence.getScores();
      scores.addAll(earlier.subList(Math.max(0, earlier.size() - span + 1), earlier.size()));
    }
    scores.add(score);
    return new SensorEvidence(modelVersion, scores);
  }

  /** The mean of the scores. */
  public double mean(SensorEvidence evidence) {
    return evidence.getScores().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Whether there is enough evidence to decide on. */
  public boolean isFull(SensorEvidence evidence) {
    return evidence.getScores().size() >= span;
  }
}
