/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a pipeline.
 *
 * @param audio where it hears
 * @param scores where its scores go
 * @param anomalies where its anomalies go
 * @param health where it tells what it could not hear or score
 * @param shadowScores where the scores of a challenger go; null: no challenger scores
 * @param clips where the curator keeps the sound of anomalies
 * @param normals where the curator keeps samples of normal sound
 */
public record PipelineTopics(
    String audio,
    String scores,
    String anomalies,
    String health,
    @Nullable String shadowScores,
    String clips,
    String normals) {

  /** All that a pipeline and its curator read or write, by their usual names. */
  public static List<TopicDefinition<?>> all() {
    return Topics.all().stream().filter(topic -> !topic.equals(Topics.LABELS)).toList();
  }

  /** The topics that everybody uses. */
  public static PipelineTopics standard() {
    return hearing(Topics.AUDIO.name());
  }

  /** As above, but the sound is another topic's, a site's for example. */
  public static PipelineTopics hearing(String audio) {
    return new PipelineTopics(
        audio,
        Topics.SCORES.name(),
        Topics.ANOMALIES.name(),
        Topics.HEALTH.name(),
        Topics.SHADOW_SCORES.name(),
        Topics.CLIPS.name(),
        Topics.NORMALS.name());
  }

  /**
   * The sound of everybody, and results of a run of its own, {@code auscult.<kind>.<run>}; it has
   * one model, and no challenger.
   */
  public static PipelineTopics of(String run) {
    PipelineTopics standard = standard();
    return new PipelineTopics(
        standard.audio(),
        standard.scores() + "." + run,
        standard.anomalies() + "." + run,
        standard.health() + "." + run,
        null,
        standard.clips() + "." + run,
        standard.normals() + "." + run);
  }
}
