/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.WindowScore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** What the challenger says of one sensor's windows, 40 bytes a window. */
final class ShadowWindows {

  private static final int LEAST = 256;

  private long[] ends = new long[LEAST];
  private double[] scores = new double[LEAST];
  private double[] smoothed = new double[LEAST];
  private double[] tails = new double[LEAST];
  private double[] thresholds = new double[LEAST];
  private int size;

  /** Adds a window; of two that end at once the later one counts. */
  void add(WindowScore score) {
    long end = micros(score.getWindowEnd());
    int found = Arrays.binarySearch(ends, 0, size, end);
    int at = found < 0 ? -found - 1 : found;
    if (found < 0) {
      // At the end, unless the sensor's clock was set back.
      insert(at);
      ends[at] = end;
    }
    scores[at] = score.getScore();
    smoothed[at] = score.getSmoothedScore();
    tails[at] = score.getTailProbability();
    thresholds[at] = score.getThreshold();
  }

  private void insert(int at) {
    if (size == ends.length) {
      int more = size + size / 2;
      ends = Arrays.copyOf(ends, more);
      scores = Arrays.copyOf(scores, more);
      smoothed = Arrays.copyOf(smoothed, more);
      tails = Arrays.copyOf(tails, more);
      thresholds = Arrays.copyOf(thresholds, more);
    }
    if (at < size) {
      int behind = size - at;
      System.arraycopy(ends, at, ends, at + 1, behind);
      System.arraycopy(scores, at, scores, at + 1, behind);
      System.arraycopy(smoothed, at, smoothed, at + 1, behind);
      System.arraycopy(tails, at, tails, at + 1, behind);
      System.arraycopy(thresholds, at, thresholds, at + 1, behind);
    }
    size++;
  }

  /** Where the window that ends then is; negative if it is not there. */
  int find(Instant windowEnd) {
    return Arrays.binarySearch(ends, 0, size, micros(windowEnd));
  }

  /**
   * A window's score as it was published.
   *
   * @param at see {@link #find}
   * @param champion the champion's score of the same window
   */
  WindowScore at(int at, WindowScore champion, String version) {
    return new WindowScore(
        champion.getMachineId(),
        champion.getSensorId(),
        champion.getWindowStart(),
        champion.getWindowEnd(),
        champion.getCompletedAt(),
        scores[at],
        smoothed[at],
        0.0, // not kept: no alarm asks for it
        tails[at],
        thresholds[at],
        champion.getLevelDbfs(),
        version,
        champion.getSourcePartition(),
        champion.getSourceOffsetFirst(),
        champion.getSourceOffsetLast());
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
