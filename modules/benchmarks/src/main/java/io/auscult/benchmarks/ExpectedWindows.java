/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.Listening;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** The windows that must come, and which of them have come how often. */
final class ExpectedWindows {

  private record Window(String sensorId, Instant start) {}

  private final Set<Window> missing = new HashSet<>();
  private final Set<Window> seen = new HashSet<>();
  private long duplicated;
  private long unexpected;

  /**
   * Adds those of a sensor's uninterrupted stream.
   *
   * @param start when its first sample was captured
   * @param samples how many it has
   */
  void expect(String sensorId, Instant start, long samples, Listening listening) {
    long hop = (long) listening.windowHop() * listening.frontEnd().hop();
    for (long window = 0; window < listening.windowsIn(samples); window++) {
      missing.add(new Window(sensorId, SensorLoad.capturedAt(start, window * hop)));
    }
  }

  /**
   * A window has come.
   *
   * @return whether it was missing
   */
  boolean take(WindowScore score) {
    Window window = new Window(score.getSensorId(), score.getWindowStart());
    if (missing.remove(window)) {
      seen.add(window);
      return true;
    }
    if (seen.contains(window)) {
      duplicated++;
    } else {
      unexpected++;
    }
    return false;
  }

  /** Windows that have come, each once. */
  long seen() {
    return seen.size();
  }

  /** Windows that have not come. */
  long missing() {
    return missing.size();
  }

  /** Scores of windows that had come before. */
  long duplicated() {
    return duplicated;
  }

  /** Scores of windows that the sound does not hold. */
  long unexpected() {
    return unexpected;
  }
}
