/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.WindowScore;
import java.time.Instant;

/** Windows as a pipeline writes them. */
public final class Windows {

  /** The threshold of all of them. */
  public static final double THRESHOLD = 0.5;

  private Windows() {}

  /** A window of a machine with one microphone. */
  public static WindowScore of(String machine, Instant end, double score) {
    return of(machine, end, score, -30);
  }

  /** The same, so loud. */
  public static WindowScore of(String machine, Instant end, double score, double level) {
    return WindowScore.newBuilder()
        .setMachineId(machine)
        .setSensorId(machine)
        .setWindowStart(end.minusSeconds(10))
        .setWindowEnd(end)
        .setCompletedAt(end)
        .setScore(score)
        .setSmoothedScore(score)
        .setClassProbability(0.9)
        .setTailProbability(0.01)
        .setThreshold(THRESHOLD)
        .setLevelDbfs(level)
        .setModelVersion("test-1")
        .setSourcePartition(0)
        .setSourceOffsetFirst(Long.MAX_VALUE) // nowhere
        .setSourceOffsetLast(Long.MAX_VALUE)
        .build();
  }
}
