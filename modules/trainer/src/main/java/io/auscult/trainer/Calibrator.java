/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoubleConsumer;

/** Finds a trained model's thresholds anew, on normal sound that it was not trained on. */
public final class Calibrator {

  private final int threads;

  /**
   * A calibrator.
   *
   * @param threads for scoring
   */
  public Calibrator(int threads) {
    this.threads = threads;
  }

  /**
   * What came of a calibration.
   *
   * @param bundle the model with its new thresholds
   * @param falseAlarms by the name of each class that was heard
   * @param trainedOn how many clips were left out because the model was trained on them
   */
  public record Calibrated(
      ModelBundle bundle, SortedMap<String, FalseAlarms> falseAlarms, int trainedOn) {}

  /**
   * Calibrates on the normal clips that the model was not trained on. Clips are told apart by their
   * sound, not by their names.
   *
   * @param falseAlarmsPerWeek so many false alarms a week and machine the thresholds are for
   * @param progress told the share of the work that is done, 0 to 1
   * @throws DatasetException if no clip is left, or one is of a machine the model does not know;
   *     one line that says what to do
   * @throws IOException if a clip cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public Calibrated calibrate(
      ModelBundle bundle, Dataset dataset, double falseAlarmsPerWeek, DoubleConsumer progress)
      throws IOException, InterruptedException {
    List<TrainingClip> clips = dataset.normals().clips();
    int trainedOn = 0;
    try (HeldOutScores scores = new HeldOutScores(bundle, threads)) {
      for (int i = 0; i < clips.size(); i++) {
        ClipFeatures features =
            ClipFeatures.read(
                clips.get(i),
                bundle.manifest().frontEnd(),
                bundle.manifest().window(),
                "model " + bundle.manifest().modelVersion());
        if (!scores.add(features)) {
          trainedOn++;
        }
        progress.accept((i + 1.0) / clips.size());
      }
      if (trainedOn == clips.size()) {
        throw new DatasetException(
            clips.isEmpty()
                ? "there is no normal clip to calibrate on"
                : "model %s was trained on all %d normal clips: calibrate it on sound it has not heard"
                    .formatted(bundle.manifest().modelVersion(), trainedOn));
      }
      SortedMap<String, FalseAlarms> falseAlarms = scores.falseAlarms();
      return new Calibrated(
          scores.calibrated(falseAlarms, falseAlarmsPerWeek), falseAlarms, trainedOn);
    }
  }
}
