/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.Arrays;
import java.util.List;

/**
 * The scores of a clip of normal sound that was not trained on.
 *
 * @param seconds how long it lasts
 * @param channels per channel the scores of its windows in the order of time; every channel hears
 *     the same event, so none counts as further evidence
 */
public record HeldOutClip(double seconds, List<double[]> channels) {

  /**
   * @throws IllegalArgumentException if there is no score, the channels differ in length or a score
   *     is not finite
   */
  public HeldOutClip {
    channels = List.copyOf(channels);
    if (!(seconds > 0) || channels.isEmpty() || channels.get(0).length == 0) {
      throw new IllegalArgumentException("calibration needs at least one window of every clip");
    }
    for (double[] scores : channels) {
      if (scores.length != channels.get(0).length) {
        throw new IllegalArgumentException("the channels of a clip differ in length");
      }
      for (double score : scores) {
        if (!Double.isFinite(score)) {
          throw new IllegalArgumentException("the score of a window is " + score);
        }
      }
    }
  }

  /**
   * Every smoothed score, per channel. A clip too short to be smoothed in full, and for the alarm
   * rule to be tried on it after that, is smoothed over fewer windows. That errs on the careful
   * side: the mean of fewer scores varies more.
   *
   * @param window how window scores are smoothed where there are enough
   */
  public List<double[]> smoothed(WindowSpec window, AlarmSpec alarm) {
    int span = span(window, alarm);
    return channels.stream().map(scores -> smooth(scores, span, window.evidence())).toList();
  }

  /**
   * Whether the clip raises an alarm by itself. One that is too short for the alarm rule does where
   * all of its windows speak for it.
   *
   * @param window how window scores are smoothed
   * @param threshold of the scores
   */
  public boolean raisesAlarm(WindowSpec window, AlarmSpec alarm, double threshold) {
    return Arrays.stream(new AlarmLevels(window, alarm).of(this)).anyMatch(l -> l > threshold);
  }

  int span(WindowSpec window, AlarmSpec alarm) {
    return Math.max(1, Math.min(window.smoothing(), windows() - alarm.open() + 1));
  }

  int windows() {
    return channels.get(0).length;
  }

  private static double[] smooth(double[] scores, int span, Evidence evidence) {
    double[] smoothed = new double[scores.length - span + 1];
    for (int i = 0; i < smoothed.length; i++) {
      smoothed[i] = evidence.of(Arrays.copyOfRange(scores, i, i + span));
    }
    return smoothed;
  }
}
