/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.MachineDirectory;
import io.auscult.pipeline.metrics.CuratorMetrics;
import io.auscult.pipeline.metrics.TaskShare;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.OpenDrift;
import io.auscult.pipeline.state.ScoreHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Tells of machines whose scores no longer look as they did in calibration. */
final class DriftProcessor extends ContextualProcessor<String, WindowScore, String, SensorHealth> {

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  /** A machine that has not been heard for so long has no gauge any more. */
  private static final Duration SHOWN_FOR = Duration.ofDays(1);

  /** A sensor whose clock is further ahead would make all true hours too old. */
  private static final Duration AHEAD_AT_MOST = Duration.ofHours(1);

  private final Supplier<ModelManifest> model;
  private final DriftWatch watch;
  private final CuratorMetrics metrics;
  private final Map<String, Instant> heardAt = new HashMap<>();

  private KeyValueStore<String, ScoreHistory> histories;
  private KeyValueStore<String, MachineNotes> notes;
  private MachineDirectory machines;
  private TaskShare drifting;
  private long drifts;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  DriftProcessor(Supplier<ModelManifest> model, DriftRules rules, CuratorMetrics metrics) {
    this.model = model;
    this.watch = new DriftWatch(rules);
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, SensorHealth> context) {
    super.init(context);
    histories = context.getStateStore(CuratorTopology.HISTORIES);
    notes = context.getStateStore(CuratorTopology.NOTES);
    machines = new MachineDirectory(context);
    drifting = metrics.drifting();
    try (KeyValueIterator<String, ScoreHistory> all = histories.all()) {
      while (all.hasNext()) {
        KeyValue<String, ScoreHistory> machine = all.next();
        heardAt.put(machine.key, now());
        drifts += machine.value.getDrift() == null ? 0 : 1;
      }
    }
    drifting.set(drifts);
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> forgetTheGone());
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  @Override
  public void process(Record<String, WindowScore> record) {
    WindowScore window = record.value();
    if (window == null || window.getWindowEnd().isAfter(now().plus(AHEAD_AT_MOST))) {
      return;
    }
    String machine = window.getMachineId();
    ModelManifest served = model.get();
    MachineSettings settings = machines.of(machine);
    CalibrationSpec calibration = calibration(served, machine, settings);
    if (calibration == null
        || !served.modelVersion().equals(window.getModelVersion())
        || isLeftOut(window, settings)) {
      return;
    }
    heardAt.put(machine, now());
    ScoreHistory history = histories.get(machine);
    if (history == null || !DriftWatch.isOf(history, window, calibration)) {
      if (history != null) {
        change(machine, history.getDrift(), null, window.getWindowEnd());
      }
      history = DriftWatch.begun(window, calibration);
    }
    history = watch.add(history, window);
    if (watch.isDue(history, window.getWindowEnd()) && !history.getHours().isEmpty()) {
      history = judged(history, window, calibration, Listening.of(served));
    }
    histories.put(machine, history);
  }

  private boolean isLeftOut(WindowScore window, @Nullable MachineSettings settings) {
    MachineNotes known = notes.get(window.getMachineId());
    return NoteBook.exclusion(
            known == null ? NoteBook.EMPTY : known,
            settings,
            window.getSensorId(),
            window.getWindowStart(),
            window.getWindowEnd())
        != null;
  }

  private static @Nullable CalibrationSpec calibration(
      ModelManifest served, String machine, @Nullable MachineSettings settings) {
    String named =
        settings != null && settings.getModelClass() != null
            ? settings.getModelClass()
            : served.machines().stream()
                .filter(known -> known.id().equals(machine))
                .map(MachineSpec::modelClass)
                .findFirst()
                .orElse(machine);
    return served.modelClass(named).map(ClassSpec::calibration).orElse(null);
  }

  private ScoreHistory judged(
      ScoreHistory history, WindowScore window, CalibrationSpec calibration, Listening listening) {
    String machine = window.getMachineId();
    Instant at = window.getWindowEnd();
    DriftFigures figures = watch.figures(history, calibration, listening);
    metrics.drift(machine, figures.psi(), figures.ks());
    OpenDrift before = history.getDrift();
    OpenDrift after = watch.judge(before, figures, at);
    change(machine, before, after, at);
    return new ScoreHistory(
        history.getModelVersion(), history.getCalibration(), history.getHours(), at, after);
  }

  private void change(
      String machine, @Nullable OpenDrift before, @Nullable OpenDrift after, Instant at) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before != null) {
      tell(event(machine, before, HealthState.END, at));
      drifts--;
    }
    if (after != null) {
      tell(event(machine, after, HealthState.BEGIN, at));
      drifts++;
    }
    drifting.set(drifts);
    // Nobody who reads committed records shall wait for more of them.
    context().commit();
  }

  private static SensorHealth event(
      String machine, OpenDrift drift, HealthState state, Instant at) {
    return SensorHealth.newBuilder()
        .setMachineId(machine)
        .setSubject(machine)
        .setOrigin(HealthOrigin.PIPELINE)
        .setKind(HealthKind.DRIFT)
        .setState(state)
        .setSince(drift.getSince())
        .setAt(at)
        .setDetail(drift.getDetail())
        .build();
  }

  private void tell(SensorHealth event) {
    metrics.drift(event.getState());
    context().forward(new Record<>(event.getMachineId(), event, context().currentSystemTimeMs()));
  }

  /** A machine that is retired or silent for a day drifts no more. */
  private void forgetTheGone() {
    Instant now = now();
    heardAt
        .entrySet()
        .removeIf(
            machine -> {
              MachineSettings settings = machines.of(machine.getKey());
              boolean gone =
                  (settings != null && settings.getRetired())
                      || machine.getValue().isBefore(now.minus(SHOWN_FOR));
              if (gone) {
                forget(machine.getKey(), now);
              }
              return gone;
            });
  }

  private void forget(String machine, Instant now) {
    metrics.forget(machine);
    ScoreHistory history = histories.delete(machine);
    if (history != null) {
      change(machine, history.getDrift(), null, now);
    }
  }

  @Override
  public void close() {
    heardAt.keySet().forEach(metrics::forget);
    drifting.close();
  }
}
