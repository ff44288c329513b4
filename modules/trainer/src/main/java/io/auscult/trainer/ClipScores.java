/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.Evidence;
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
   * What the detector says of every window of a clip.
   *
   * @return per channel its windows' results in the order of time
   */
  private static List<List<WindowResult>> results(
      Detector detector, String modelClass, ClipFeatures clip) {
    List<List<WindowResult>> byChannel = new ArrayList<>();
    for (int channel = 0; channel < clip.channels().size(); channel++) {
      String sensorId = clip.sensorId(channel);
      List<float[][]> windows =
          Windows.of(clip.channels().get(channel), detector.manifest().window());
      List<WindowResult> results = new ArrayList<>(windows.size());
      for (int from = 0; from < windows.size(); from += BATCH) {
        List<float[][]> batch = windows.subList(from, Math.min(from + BATCH, windows.size()));
        results.addAll(
            detector.score(
                batch.stream().map(w -> new WindowInput(modelClass, sensorId, w)).toList()));
      }
      byChannel.add(results);
    }
    return byChannel;
  }

  /**
   * The score of every window of a clip.
   *
   * @return per channel its windows' scores in the order of time
   */
  static List<double[]> of(Detector detector, String modelClass, ClipFeatures clip) {
    return results(detector, modelClass, clip).stream()
        .map(channel -> channel.stream().mapToDouble(WindowResult::score).toArray())
        .toList();
  }

  /**
   * The scores of a whole clip: the evidence of a channel's windows, averaged over the channels.
   */
  static Contender.Scores whole(Detector detector, String modelClass, ClipFeatures clip) {
    Evidence evidence = detector.manifest().window().evidence();
    List<List<WindowResult>> channels = results(detector, modelClass, clip);
    double score = 0;
    double softmaxScore = 0;
    for (List<WindowResult> channel : channels) {
      score += evidence.of(channel.stream().mapToDouble(WindowResult::score).toArray());
      softmaxScore +=
          evidence.of(channel.stream().mapToDouble(r -> -r.classLogProbability()).toArray());
    }
    return new Contender.Scores(score / channels.size(), softmaxScore / channels.size());
  }
}
