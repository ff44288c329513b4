/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.HeldOutClip;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores held-out normal clips one by one and finds a model's thresholds on them. */
final class HeldOutScores implements AutoCloseable {

  private final ModelBundle bundle;
  private final Detector detector;
  private final Set<String> trainedOn;
  private final SortedMap<String, List<HeldOutClip>> byClass = new TreeMap<>();

  HeldOutScores(ModelBundle bundle, int threads) throws IOException {
    this.bundle = bundle;
    this.detector = Detector.load(bundle, threads);
    this.trainedOn = bundle.trainingClips();
  }

  /**
   * Scores a clip.
   *
   * @return false if the model was trained on it, so that it says nothing about unheard sound
   * @throws DatasetException if the model does not know its machine
   */
  boolean add(ClipFeatures features) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("calibration was interrupted");
    }
    String modelClass = classOf(features.clip().machineId());
    if (trainedOn.contains(features.digest())) {
      return false;
    }
    byClass
        .computeIfAbsent(modelClass, name -> new ArrayList<>())
        .add(new HeldOutClip(features.seconds(), ClipScores.of(detector, modelClass, features)));
    return true;
  }

  private String classOf(String machineId) throws DatasetException {
    for (MachineSpec machine : bundle.manifest().machines()) {
      if (machine.id().equals(machineId)) {
        return machine.modelClass();
      }
    }
    throw new DatasetException(
        "model %s has not learned %s: leave its clips out"
            .formatted(bundle.manifest().modelVersion(), machineId));
  }

  /** How often each class's healthy sound raises an alarm, by the class's name. */
  SortedMap<String, FalseAlarms> falseAlarms() {
    ModelManifest manifest = bundle.manifest();
    FrontEndSpec frontEnd = manifest.frontEnd();
    double windowSeconds =
        (double) manifest.window().hop() * frontEnd.hop() / frontEnd.sampleRate();
    return FalseAlarms.of(byClass, manifest.window(), windowSeconds, manifest.alarm());
  }

  /** The model with the thresholds for a rate; those of classes that were not heard stay. */
  ModelBundle calibrated(Map<String, FalseAlarms> falseAlarms, double perWeek) {
    Map<String, CalibrationSpec> calibrations = new HashMap<>();
    for (ClassSpec known : bundle.manifest().classes().toList()) {
      FalseAlarms heard = falseAlarms.get(known.name());
      CalibrationSpec calibration =
          heard == null ? known.calibration() : heard.calibration(perWeek);
      if (calibration != null) {
        calibrations.put(known.name(), calibration);
      }
    }
    return bundle.calibrated(calibrations);
  }

  @Override
  public void close() {
    detector.close();
  }
}
