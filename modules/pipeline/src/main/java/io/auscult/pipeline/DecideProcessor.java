/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.Detector;
import io.auscult.pipeline.decision.AlarmStateMachine;
import io.auscult.pipeline.decision.Decision;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.state.MachineVotes;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** From scores to anomalies, machine by machine. */
final class DecideProcessor
    extends ContextualProcessor<String, ScoredWindow, String, AnomalyEvent> {

  /** So many bands explain an anomaly. */
  private static final int BANDS = 3;

  private final Supplier<Detector> detectors;
  private final AlarmStateMachine alarms;

  private Detector detector;
  private KeyValueStore<String, MachineVotes> votes;
  private KeyValueStore<String, AnomalyEvent> open;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  DecideProcessor(Supplier<Detector> detectors, AlarmStateMachine alarms) {
    this.detectors = detectors;
    this.alarms = alarms;
  }

  @Override
  public void init(ProcessorContext<String, AnomalyEvent> context) {
    super.init(context);
    detector = detectors.get();
    votes = context.getStateStore(PipelineTopology.VOTES);
    open = context.getStateStore(PipelineTopology.OPEN);
  }

  @Override
  public void process(Record<String, ScoredWindow> record) {
    WindowScore score = record.value().score();
    String machine = score.getMachineId();
    MachineVotes before = votes.get(machine);
    Decision decision =
        alarms.decide(
            before == null ? AlarmStateMachine.silent() : before,
            open.get(machine),
            score,
            MachineRules.of(null),
            () -> standingOut(record.value()));
    votes.put(machine, decision.votes());
    open.put(machine, decision.open());
    if (decision.event() != null) {
      context().forward(record.withValue(decision.event()), PipelineTopology.ANOMALIES);
    }
  }

  private List<FrequencyBand> standingOut(ScoredWindow window) {
    WindowScore score = window.score();
    return detector
        .explain(score.getMachineId(), score.getSensorId(), window.logMel(), BANDS)
        .stream()
        .map(band -> new FrequencyBand(band.fromHz(), band.toHz(), band.deviationDb()))
        .toList();
  }
}
