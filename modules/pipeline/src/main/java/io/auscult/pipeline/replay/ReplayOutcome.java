/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay.
 *
 * @param run its name
 * @param modelVersion that scored
 * @param from first capture time of the sound, ISO-8601
 * @param to first capture time after it
 * @param chunks that lie in that time, each counted once
 * @param windows scored
 * @param opened anomalies
 * @param machines by id
 * @param topics where the results are
 */
public record ReplayOutcome(
    String run,
    String modelVersion,
    String from,
    String to,
    long chunks,
    long windows,
    long opened,
    List<Machine> machines,
    List<String> topics) {

  /**
   * One machine.
   *
   * @param machine its id
   * @param windows scored
   * @param overThreshold windows whose smoothed score was over the threshold
   * @param meanScore of its windows; null without windows
   * @param opened anomalies
   */
  public record Machine(
      String machine, long windows, long overThreshold, @Nullable Double meanScore, long opened) {}

  public ReplayOutcome {
    machines = List.copyOf(machines);
    topics = List.copyOf(topics);
  }
}
