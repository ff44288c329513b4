/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.Calibration;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.decision.ScoreSmoother;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.pipeline.state.SensorKey;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores windows and smooths the scores, sensor by sensor. */
final class ScoreProcessor extends ContextualProcessor<String, SpectrogramWindow, String, Object> {

  private static final Logger LOG = LoggerFactory.getLogger(ScoreProcessor.class);

  private final Supplier<Detector> detectors;
  private final ScoreSmoother smoother;

  private Detector detector;
  private KeyValueStore<SensorKey, SensorEvidence> evidence;
  private KeyValueStore<SensorKey, SensorHealth> unknown;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  ScoreProcessor(Supplier<Detector> detectors, ScoreSmoother smoother) {
    this.detectors = detectors;
    this.smoother = smoother;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    detector = detectors.get();
    evidence = context.getStateStore(PipelineTopology.EVIDENCE);
    unknown = context.getStateStore(PipelineTopology.UNKNOWN);
  }

  @Override
  public void process(Record<String, SpectrogramWindow> record) {
    SpectrogramWindow window = record.value();
    SensorKey sensor = new SensorKey(window.machineId(), window.sensorId());
    if (!isKnown(record, sensor)) {
      return;
    }
    WindowResult result;
    try {
      result =
          detector
              .score(
                  List.of(new WindowInput(window.machineId(), window.sensorId(), window.logMel())))
              .get(0);
    } catch (RuntimeException e) {
      // Thrown on, it would send an innocent chunk to the dead letters and stop the sensor's
      // windows there.
      LOG.error(
          "window not scored machine={} sensor={} start={}",
          window.machineId(),
          window.sensorId(),
          window.start(),
          e);
      reportUnscorable(record, e);
      return;
    }
    SensorEvidence grown =
        smoother.add(evidence.get(sensor), detector.manifest().modelVersion(), result.score());
    evidence.put(sensor, grown);
    WindowScore score = score(window, result, smoother.smoothed(grown));
    context().forward(record.withValue(score), PipelineTopology.SCORES);
    if (smoother.isFull(grown)) {
      context()
          .forward(
              record.withValue(new ScoredWindow(score, window.logMel())), PipelineTopology.DECIDE);
    }
  }

  private WindowScore score(SpectrogramWindow window, WindowResult result, double smoothed) {
    Calibration calibration = detector.calibration(window.machineId());
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
        .setThreshold(calibration.threshold())
        .setLevelDbfs(window.levelDbfs())
        .setModelVersion(detector.manifest().modelVersion())
        .setSourcePartition(window.partition())
        .setSourceOffsetFirst(window.offsetFirst())
        .setSourceOffsetLast(window.offsetLast())
        .build();
  }

  private boolean isKnown(Record<String, SpectrogramWindow> record, SensorKey sensor) {
    SpectrogramWindow window = record.value();
    SensorHealth reported = unknown.get(sensor);
    if (detector.knows(window.machineId())) {
      if (reported != null) {
        unknown.delete(sensor);
        SensorHealth end =
            SensorHealth.newBuilder(reported)
                .setState(HealthState.END)
                .setAt(window.start())
                .build();
        context().forward(record.withValue(end), PipelineTopology.HEALTH);
      }
      return true;
    }
    if (reported == null) {
      SensorHealth begin =
          Health.of(
              window.machineId(),
              window.sensorId(),
              HealthKind.UNKNOWN_MACHINE,
              window.start(),
              "model %s has not learned machine '%s': its sound is not scored"
                  .formatted(detector.manifest().modelVersion(), window.machineId()));
      unknown.put(sensor, begin);
      context().forward(record.withValue(begin), PipelineTopology.HEALTH);
    }
    return false;
  }

  private void reportUnscorable(Record<String, SpectrogramWindow> record, RuntimeException cause) {
    SpectrogramWindow window = record.value();
    SensorHealth begin =
        Health.of(
            window.machineId(),
            window.sensorId(),
            HealthKind.UNSCORABLE,
            window.start(),
            "partition %d, offsets %d to %d: %s"
                .formatted(
                    window.partition(),
                    window.offsetFirst(),
                    window.offsetLast(),
                    cause.getMessage()));
    SensorHealth end =
        SensorHealth.newBuilder(begin).setState(HealthState.END).setAt(window.end()).build();
    context().forward(record.withValue(begin), PipelineTopology.HEALTH);
    context().forward(record.withValue(end), PipelineTopology.HEALTH);
  }
}
