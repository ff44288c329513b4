/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import java.util.ArrayList;
import java.util.List;

/** Scores whole clips. */
final class ClipScores {

  /** An hour of sound is no batch. */
  private static final int BATCH = 32;

  private ClipScores() {}

  /**
   * The score of every window of a clip.
   *
   * @param channels one spectrogram per channel, [frame][mel band]
   * @return per channel its windows' scores in the order of time
   */
  static List<double[]> of(Detector detector, String modelClass, List<float[][]> channels) {
    List<double[]> scores = new ArrayList<>();
    for (float[][] logMel : channels) {
      List<float[][]> windows = Windows.of(logMel, detector.manifest().window());
      double[] ofChannel = new double[windows.size()];
      for (int from = 0; from < ofChannel.length; from += BATCH) {
        List<WindowInput> batch =
            windows.subList(from, Math.min(from + BATCH, ofChannel.length)).stream()
                .map(window -> new WindowInput(modelClass, window))
                .toList();
        List<WindowResult> results = detector.score(batch);
        for (int i = 0; i < results.size(); i++) {
          ofChannel[from + i] = results.get(i).score();
        }
      }
      scores.add(ofChannel);
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
}
