/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.decision.AlarmStateMachine;
import io.auscult.pipeline.decision.Decision;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.metrics.TaskShare;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * From scores to anomalies, machine by machine. No anomaly stays open for ever: one whose machine
 * is no longer heard or scored is closed with the reason.
 */
final class DecideProcessor extends ContextualProcessor<String, ScoredWindow, String, Object> {

  /** So many bands explain an anomaly. */
  private static final int BANDS = 3;

  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
  private static final Duration SHOW_EVERY = Duration.ofMinutes(1);
  private static final Duration CLOSE_AFTER = Duration.ofMinutes(5);

  private final Models models;
  private final PipelineMetrics metrics;

  private KeyValueStore<String, MachineVotes> votes;
  private KeyValueStore<String, AnomalyEvent> open;
  private Conditions conditions;
  private MachineDirectory machines;
  private ShownMachines shown;
  private TaskShare openCount;
  private long opened;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  DecideProcessor(Models models, PipelineMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    votes = context.getStateStore(PipelineTopology.VOTES);
    open = context.getStateStore(PipelineTopology.OPEN);
    conditions = new Conditions(context, metrics);
    machines = new MachineDirectory(context);
    shown = new ShownMachines(machines, metrics);
    openCount = metrics.openAnomalies();
    List<KeyValue<String, AnomalyEvent>> restored = openAnomalies();
    restored.forEach(anomaly -> shown.open(anomaly.key, true, now()));
    opened = restored.size();
    openCount.set(opened);
    context.schedule(CHECK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> closeTheUnheard());
    context.schedule(SHOW_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> shown.refresh(now()));
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  @Override
  public void process(Record<String, ScoredWindow> record) {
    ScoredWindow window = record.value();
    String machine = window.score().getMachineId();
    shown.heard(window.score(), now());
    carryOut(
        machine,
        alarms()
            .decide(
                votesOf(machine),
                open.get(machine),
                window.score(),
                window.rules(),
                () -> standingOut(window)));
  }

  private AlarmStateMachine alarms() {
    return models.serving().alarms();
  }

  private MachineVotes votesOf(String machine) {
    MachineVotes before = votes.get(machine);
    return before == null ? AlarmStateMachine.silent() : before;
  }

  private void carryOut(String machine, Decision decision) {
    votes.put(machine, decision.votes());
    if (!Objects.equals(open.get(machine), decision.open())) {
      open.put(machine, decision.open());
      shown.open(machine, decision.open() != null, now());
    }
    if (decision.suppressed() != null) {
      metrics.suppressed(decision.suppressed());
    }
    AnomalyEvent event = decision.event();
    if (event != null) {
      count(event);
      context()
          .forward(
              new Record<>(machine, event, context().currentSystemTimeMs()),
              PipelineTopology.ANOMALIES);
    }
  }

  private void count(AnomalyEvent event) {
    if (event.getState() == AnomalyState.OPENED) {
      metrics.anomalyOpened();
      opened++;
    } else if (event.getState() == AnomalyState.CLOSED && event.getCloseReason() != null) {
      metrics.anomalyClosed(event.getCloseReason());
      opened--;
    }
    openCount.set(opened);
  }

  private List<KeyValue<String, AnomalyEvent>> openAnomalies() {
    List<KeyValue<String, AnomalyEvent>> all = new ArrayList<>();
    try (KeyValueIterator<String, AnomalyEvent> stored = open.all()) {
      stored.forEachRemaining(all::add);
    }
    return all;
  }

  private void closeTheUnheard() {
    Instant now = now();
    for (KeyValue<String, AnomalyEvent> anomaly : openAnomalies()) {
      CloseReason reason = reasonToClose(anomaly.key, anomaly.value, now);
      if (reason != null) {
        carryOut(anomaly.key, alarms().close(votesOf(anomaly.key), anomaly.value, reason, now));
      }
    }
  }

  private @Nullable CloseReason reasonToClose(String machine, AnomalyEvent anomaly, Instant now) {
    if (MachineRules.of(machines.of(machine)).retired()) {
      return CloseReason.RETIRED;
    }
    Set<String> sensors = votesOf(machine).getSensors().keySet();
    CloseReason reason = null;
    for (String sensorId : sensors.isEmpty() ? Set.of(anomaly.getSensorId()) : sensors) {
      reason = reasonToClose(new SensorKey(machine, sensorId), anomaly, now);
      if (reason == null) {
        return null;
      }
    }
    return reason;
  }

  /** Null if the sensor may still be heard and scored. */
  private @Nullable CloseReason reasonToClose(SensorKey sensor, AnomalyEvent anomaly, Instant now) {
    SensorHealth offline = conditions.get(sensor, HealthKind.OFFLINE);
    if (offline != null && !now.isBefore(offline.getSince().plus(CLOSE_AFTER))) {
      return CloseReason.OFFLINE;
    }
    if (conditions.get(sensor, HealthKind.UNKNOWN_MACHINE) != null) {
      return CloseReason.NO_MODEL;
    }
    // In event time: from the last window that could be scored to the last that could not.
    SensorHealth refused = conditions.get(sensor, HealthKind.UNSCORABLE);
    boolean longRefused =
        refused != null && refused.getAt().isAfter(anomaly.getLastAt().plus(CLOSE_AFTER));
    return longRefused ? CloseReason.NO_MODEL : null;
  }

  private List<FrequencyBand> standingOut(ScoredWindow window) {
    WindowScore score = window.score();
    return models
        .serving()
        .detector()
        .explain(window.modelClass(), score.getSensorId(), window.logMel(), BANDS)
        .stream()
        .map(band -> new FrequencyBand(band.fromHz(), band.toHz(), band.deviationDb()))
        .toList();
  }

  @Override
  public void close() {
    openCount.close();
    shown.close();
  }
}
