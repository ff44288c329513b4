/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.detector.HeldOutClip;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the models of a trial: judges clips as a pipeline would. */
final class TrialJudge implements AutoCloseable {

  private final ModelManifest manifest;
  private final Set<String> trainedOn;
  private final Detector detector;
  private final Map<String, String> classes = new TreeMap<>(); // by machine

  TrialJudge(ModelBundle bundle, int threads) throws IOException {
    manifest = bundle.manifest();
    trainedOn = bundle.trainingClips();
    for (MachineSpec machine : manifest.machines()) {
      classes.put(machine.id(), machine.modelClass());
    }
    detector = Detector.load(bundle, threads);
  }

  /**
   * What it says of a clip.
   *
   * @param alarm whether the clip raises one
   * @param score of the whole clip; higher is more anomalous
   */
  record Opinion(boolean alarm, double score) {}

  String version() {
    return manifest.modelVersion();
  }

  Set<String> machines() {
    return classes.keySet();
  }

  boolean knows(String machineId) {
    return classes.containsKey(machineId);
  }

  /** Whether another one is shown a clip in the same way. */
  boolean readsAs(TrialJudge other) {
    return manifest.frontEnd().equals(other.manifest.frontEnd())
        && manifest.window().equals(other.manifest.window());
  }

  ClipFeatures read(TrainingClip clip) throws IOException {
    return ClipFeatures.read(
        clip, manifest.frontEnd(), manifest.window(), "model " + manifest.modelVersion());
  }

  boolean wasTrainedOn(ClipFeatures clip) {
    return trainedOn.contains(clip.digest());
  }

  /** Null if it does not know the machine, or has no threshold for it. */
  @Nullable Opinion judge(ClipFeatures clip) {
    String modelClass = classes.get(clip.clip().machineId());
    if (modelClass == null
        || manifest.modelClass(modelClass).map(known -> known.calibration()).isEmpty()) {
      return null;
    }
    HeldOutClip scored = new HeldOutClip(clip.seconds(), ClipScores.of(detector, modelClass, clip));
    double threshold = detector.calibration(modelClass).threshold();
    double score =
        scored.channels().stream()
            .mapToDouble(scores -> manifest.window().evidence().of(scores))
            .average()
            .orElseThrow();
    return new Opinion(scored.raisesAlarm(manifest.window(), manifest.alarm(), threshold), score);
  }

  @Override
  public void close() {
    detector.close();
  }
}
