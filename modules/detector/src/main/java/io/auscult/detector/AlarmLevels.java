/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What a threshold would have to be for a clip to raise an alarm. An anomaly opens when K of the
 * last N windows are over the threshold both by their own score and by the smoothed one, so it is
 * open at a window exactly for the thresholds below the K-th largest of the last N windows'
 * smaller-of-both: the alarm level. With that, counting false alarms is counting how often a series
 * of levels rises over a threshold.
 *
 * @param window how window scores are smoothed
 * @param alarm the rule
 */
record AlarmLevels(WindowSpec window, AlarmSpec alarm) {

  /** The level of a machine's alarm at every window that can raise one, over all channels. */
  double[] of(HeldOutClip clip) {
    List<double[]> smoothed = clip.smoothed(window, alarm);
    double[] highest = levels(clip.channels().get(0), smoothed.get(0));
    for (int c = 1; c < smoothed.size(); c++) {
      double[] levels = levels(clip.channels().get(c), smoothed.get(c));
      for (int i = 0; i < levels.length; i++) {
        highest[i] = Math.max(highest[i], levels[i]);
      }
    }
    return highest;
  }

  private double[] levels(double[] scores, double[] smoothed) {
    int span = scores.length - smoothed.length + 1;
    int open = Math.min(alarm.open(), smoothed.length);
    double[] levels = new double[smoothed.length - open + 1];
    for (int i = 0; i < levels.length; i++) {
      int last = i + open - 1;
      int first = Math.max(0, last - alarm.of() + 1);
      double[] votes = new double[last - first + 1];
      for (int v = 0; v < votes.length; v++) {
        votes[v] = Math.min(smoothed[first + v], scores[first + v + span - 1]);
      }
      Arrays.sort(votes);
      levels[i] = votes[votes.length - open];
    }
    return levels;
  }

  /**
   * The highest level of every rise over a threshold.
   *
   * @param apart two rises with fewer windows between them are one
   */
  DoubleStream peaks(double[] levels, double threshold, int apart) {
    List<Double> peaks = new ArrayList<>();
    int below = apart;
    for (double level : levels) {
      if (level <= threshold) {
        below++;
      } else if (below >= apart) {
        peaks.add(level);
        below = 0;
      } else {
        int last = peaks.size() - 1;
        peaks.set(last, Math.max(peaks.get(last), level));
        below = 0;
      }
    }
    return peaks.stream().mapToDouble(Double::doubleValue);
  }

  /** After so many windows a smoothed score shares nothing with an earlier one. */
  int memory() {
    return window.smoothing();
  }

  /** It takes so many windows to close an anomaly and cool down; until then none can open. */
  int rest(double windowSeconds) {
    return alarm.calm() + (int) Math.ceil(alarm.cooldownSeconds() / windowSeconds);
  }
}
