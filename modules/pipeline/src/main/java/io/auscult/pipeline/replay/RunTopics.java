/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.PipelineTopics;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The topics of a run of its own: like those that everybody reads, under other names.
 *
 * @param scores {@code auscult.scores.<run>}
 * @param anomalies {@code auscult.anomalies.<run>}
 * @param health {@code auscult.health.<run>}
 * @param deadLetters {@code auscult.dead-letters.<run>}
 */
public record RunTopics(
    TopicDefinition<WindowScore> scores,
    TopicDefinition<AnomalyEvent> anomalies,
    TopicDefinition<SensorHealth> health,
    TopicDefinition<byte[]> deadLetters) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * Those of a run.
   *
   * @throws IllegalArgumentException if a topic cannot be named after it
   */
  public static RunTopics of(String run) {
    if (!NAME.matcher(run).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name of a run: take 1 to 64 of A-Z, a-z, 0-9, _ and -".formatted(run));
    }
    PipelineTopics outputs = PipelineTopics.of(run);
    return new RunTopics(
        Topics.SCORES.named(outputs.scores()),
        Topics.ANOMALIES.named(outputs.anomalies()),
        Topics.HEALTH.named(outputs.health()),
        Topics.DEAD_LETTERS.named(Topics.DEAD_LETTERS.name() + "." + run));
  }

  /** All four. */
  public List<TopicDefinition<?>> all() {
    return List.of(scores, anomalies, health, deadLetters);
  }

  PipelineTopics outputs() {
    return PipelineTopics.of(scores.name().substring(Topics.SCORES.name().length() + 1));
  }
}
