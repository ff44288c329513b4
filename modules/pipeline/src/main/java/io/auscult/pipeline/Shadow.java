/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.WindowScore;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.metrics.PipelineMetrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the challenger score what the champion has scored. What goes wrong with it concerns nobody
 * else: a batch that it cannot score has no shadow scores, and after {@link #MOST_FAILURES} of them
 * in a row it is given up.
 */
final class Shadow {

  static final int MOST_FAILURES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

  private final Models models;
  private final ScoreSeries scores;
  private final PipelineMetrics metrics;
  private @Nullable ServedModel challenger;
  private int failures;

  /**
   * @param scores of challengers
   */
  Shadow(Models models, ScoreSeries scores, PipelineMetrics metrics) {
    this.models = models;
    this.scores = scores;
    this.metrics = metrics;
  }

  /** Takes the latest challenger, or gives up one that is none any more. */
  void renew() {
    try {
      ServedModel latest = models.challenger();
      if (latest == null || !latest.equals(challenger)) {
        failures = 0;
      }
      challenger = latest;
    } catch (RuntimeException e) {
      // Tried again it would keep the champion waiting before every batch.
      challenger = null;
      models.giveUpChallenger(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Scores a batch.
   *
   * @param heard in the order of each sensor's sound; what the challenger does not know is left out
   * @param champion that scored it
   * @return empty if no challenger scores, or it cannot
   */
  List<WindowScore> score(List<HeardWindow> heard, ServedModel champion) {
    renew();
    ServedModel model = challenger;
    // Either may have been exchanged since the other was taken.
    if (model == null || !model.listening().hearsWindowsOf(champion.listening())) {
      return List.of();
    }
    List<HeardWindow> known = heard.stream().filter(model::knows).toList();
    List<WindowResult> results = known.isEmpty() ? List.of() : results(model, known);
    List<WindowScore> scored = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      scored.add(scores.add(model, known.get(i), results.get(i)).score());
    }
    metrics.shadowed(scored.size());
    return scored;
  }

  private List<WindowResult> results(ServedModel model, List<HeardWindow> batch) {
    try {
      List<WindowResult> results = model.score(batch);
      for (WindowResult result : results) {
        if (!Double.isFinite(result.score())) {
          fail(model, "a score is " + result.score());
          return List.of();
        }
      }
      failures = 0;
      return results;
    } catch (RuntimeException e) {
      LOG.debug("batch not scored in the shadow", e);
      fail(model, e.toString());
      return List.of();
    }
  }

  private void fail(ServedModel model, String reason) {
    metrics.shadowFailed();
    failures++;
    LOG.warn("batch not scored in the shadow failures={} reason={}", failures, reason);
    if (failures >= MOST_FAILURES) {
      challenger = null;
      failures = 0;
      models.giveUpChallenger(
          "%s could not score %d batches in a row: %s"
              .formatted(model.version(), MOST_FAILURES, reason));
    }
  }
}
