/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import java.util.Arrays;

/**
 * The last ten minutes of a machine at a glance.
 *
 * @param endSeconds end of the last piece, in seconds since 1970
 * @param stepSeconds length of a piece
 * @param values the largest smoothed score in units of its threshold, the oldest first; NaN:
 *     nothing
 */
// Wraps the array it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record Sparkline(long endSeconds, int stepSeconds, float[] values) {

  static final int STEPS = 60;
  static final int STEP_SECONDS = (int) RecentWindows.SPAN.toSeconds() / STEPS;

  static Sparkline of(Iterable<SensorTrack> sensors, long nowSeconds) {
    long end = (nowSeconds / STEP_SECONDS + 1) * STEP_SECONDS;
    float[] values = new float[STEPS];
    Arrays.fill(values, Float.NaN);
    for (SensorTrack sensor : sensors) {
      RecentWindows windows = sensor.recent();
      for (int i = 0; i < windows.size(); i++) {
        long behind = Math.floorDiv(end - 1 - windows.end(i).getEpochSecond(), STEP_SECONDS);
        if (behind >= 0 && behind < STEPS) {
          int step = STEPS - 1 - (int) behind;
          float over = windows.smoothed(i) / windows.threshold(i);
          values[step] = Float.isNaN(values[step]) ? over : Math.max(values[step], over);
        }
      }
    }
    return new Sparkline(end, STEP_SECONDS, values);
  }
}
