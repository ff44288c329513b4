/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.WindowScore;
import io.auscult.detector.Calibration;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.decision.ScoreSmoother;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.pipeline.state.SensorKey;
import org.apache.kafka.streams.state.KeyValueStore;

/** What one role's models say of each sensor, window by window: smooths it and puts it in words. */
final class ScoreSeries {

  /**
   * A score.
   *
   * @param score as it is published
   * @param isFull whether there is enough evidence to decide on
   */
  record Next(WindowScore score, boolean isFull) {}

  private final KeyValueStore<SensorKey, SensorEvidence> evidence;

  /**
   * @param evidence where the latest scores of each sensor are kept
   */
  ScoreSeries(KeyValueStore<SensorKey, SensorEvidence> evidence) {
    this.evidence = evidence;
  }

  /** Adds the next window of its sensor; another model than before begins anew. */
  Next add(ServedModel model, HeardWindow heard, WindowResult result) {
    ScoreSmoother smoother = model.listening().smoother();
    SensorEvidence grown =
        smoother.add(evidence.get(heard.sensor()), model.version(), result.score());
    evidence.put(heard.sensor(), grown);
    return new Next(score(model, heard, result, smoother.smoothed(grown)), smoother.isFull(grown));
  }

  private static WindowScore score(
      ServedModel model, HeardWindow heard, WindowResult result, double smoothed) {
    SpectrogramWindow window = heard.window();
    Calibration calibration = model.detector().calibration(model.classOf(heard));
    return WindowScore.newBuilder()
        .setMachineId(window.machineId())
        .setSensorId(window.sensorId())
        .setWindowStart(window.start())
        .setWindowEnd(window.end())
        .setCompletedAt(window.completedAt())
        .setScore(result.score())
        .setSmoothedScore(smoothed)
        .setClassProbability(result.classProbability())
        .setTailProbability(calibration.tailProbability(smoothed))
        .setThreshold(heard.rules().openThreshold(calibration.threshold()))
        .setLevelDbfs(window.levelDbfs())
        .setModelVersion(model.version())
        .setSourcePartition(window.partition())
        .setSourceOffsetFirst(window.offsetFirst())
        .setSourceOffsetLast(window.offsetLast())
        .build();
  }
}
