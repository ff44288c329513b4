/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scores whole clips. */
final class ClipScores {

  private ClipScores() {}

  /**
   * The score of every window of a clip.
   *
   * @param channels one spectrogram per channel, [frame][mel band]
   * @return per channel its windows' scores in the order of time
   */
  static List<double[]> of(Detector detector, String modelClass, List<float[][]> channels) {
    List<WindowInput> batch = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (float[][] logMel : channels) {
      List<float[][]> windows = Windows.of(logMel, detector.manifest().window());
      windows.forEach(window -> batch.add(new WindowInput(modelClass, window)));
      counts.add(windows.size());
    }
    List<WindowResult> results = detector.score(batch);
    List<double[]> scores = new ArrayList<>();
    int from = 0;
    for (int count : counts) {
      List<WindowResult> own = results.subList(from, from + count);
      scores.add(own.stream().mapToDouble(WindowResult::score).toArray());
      from += count;
    }
    return scores;
  }

  /**
   * The scores of a whole clip: the evidence of a channel's windows, averaged over the channels.
   *
   * @param channels one spectrogram per channel, [frame][mel band]
   */
  static Contender.Scores whole(Detector detector, String modelClass, List<float[][]> channels) {
    WindowSpec spec = detector.manifest().window();
    double score = 0;
    double softmaxScore = 0;
    for (float[][] logMel : channels) {
      List<WindowInput> windows = new ArrayList<>();
      Windows.of(logMel, spec).forEach(window -> windows.add(new WindowInput(modelClass, window)));
      List<WindowResult> results = detector.score(windows);
      score += spec.evidence().of(results.stream().mapToDouble(WindowResult::score).toArray());
      softmaxScore +=
          spec.evidence().of(results.stream().mapToDouble(r -> -r.classLogProbability()).toArray());
    }
    return new Contender.Scores(score / channels.size(), softmaxScore / channels.size());
  }

  /** One score of every so many neighbouring ones; of all, if there are fewer. */
  static List<Double> smooth(double[] scores, WindowSpec spec) {
    int taken = Math.min(spec.smoothing(), scores.length);
    List<Double> smoothed = new ArrayList<>();
    for (int from = 0; from + taken <= scores.length; from++) {
      smoothed.add(spec.evidence().of(Arrays.copyOfRange(scores, from, from + taken)));
    }
    return smoothed;
  }
}
