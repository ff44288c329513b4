/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.Topics;

/** Where a pipeline writes its results. */
public record OutputTopics(String scores, String anomalies, String health) {

  /** The topics that everybody reads. */
  public static OutputTopics standard() {
    return new OutputTopics(Topics.SCORES.name(), Topics.ANOMALIES.name(), Topics.HEALTH.name());
  }

  /** Topics of a run of its own, {@code auscult.<kind>.<run>}. */
  public static OutputTopics of(String run) {
    OutputTopics standard = standard();
    return new OutputTopics(
        standard.scores() + "." + run,
        standard.anomalies() + "." + run,
        standard.health() + "." + run);
  }
}
