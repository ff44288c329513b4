/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.Topics;

/**
 * The topics of a pipeline.
 *
 * @param audio where it hears
 * @param scores where its scores go
 * @param anomalies where its anomalies go
 * @param health where it tells what it could not hear or score
 */
public record PipelineTopics(String audio, String scores, String anomalies, String health) {

  /** The topics that everybody uses. */
  public static PipelineTopics standard() {
    return new PipelineTopics(
        Topics.AUDIO.name(), Topics.SCORES.name(), Topics.ANOMALIES.name(), Topics.HEALTH.name());
  }

  /** As above, but the sound is another topic's, a site's for example. */
  public static PipelineTopics hearing(String audio) {
    PipelineTopics standard = standard();
    return new PipelineTopics(audio, standard.scores(), standard.anomalies(), standard.health());
  }

  /** The sound of everybody, and results of a run of its own, {@code auscult.<kind>.<run>}. */
  public static PipelineTopics of(String run) {
    PipelineTopics standard = standard();
    return new PipelineTopics(
        standard.audio(),
        standard.scores() + "." + run,
        standard.anomalies() + "." + run,
        standard.health() + "." + run);
  }
}
