/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.Calibration;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.decision.ScoreSmoother;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.pipeline.state.SensorKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores the windows of many sensors in one forward pass, and smooths the scores sensor by sensor.
 * A batch closes when it is full or when its first window has waited for {@link #MOST_WAIT}.
 *
 * <p>Which windows wait follows from the stores and is found there again after a move or a crash.
 */
final class ScoreProcessor extends ContextualProcessor<String, SensorReady, String, Object> {

  static final int BATCH = 16;
  static final Duration MOST_WAIT = Duration.ofMillis(100);

  /** A punctuation that just missed a window's arrival comes again before the wait is over. */
  static final Duration CHECK_EVERY = MOST_WAIT.dividedBy(2);

  /** A sensor whose windows were refused counts as scorable again after so much good sound. */
  private static final Duration SCORABLE_AFTER = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ScoreProcessor.class);

  /** A window of a batch. */
  private record Ready(
      SensorKey sensor, SpectrogramWindow window, MachineRules rules, String modelClass) {
    WindowInput input() {
      return new WindowInput(modelClass, sensor.sensorId(), window.logMel());
    }
  }

  private final Models models;
  private final PipelineMetrics metrics;
  private final WaitingWindows waiting = new WaitingWindows();

  private ServedModel model;
  private KeyValueStore<SensorKey, SensorCursor> cursors;
  private KeyValueStore<SensorKey, SensorEvidence> evidence;
  private BlockStore blocks;
  private Conditions conditions;
  private MachineDirectory machines;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  ScoreProcessor(Models models, PipelineMetrics metrics) {
    this.models = models;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    cursors = context.getStateStore(PipelineTopology.CURSORS);
    evidence = context.getStateStore(PipelineTopology.EVIDENCE);
    blocks = new BlockStore(context, metrics.stateBytes());
    conditions = new Conditions(context, metrics);
    machines = new MachineDirectory(context);
    model = models.renewed();
    findWaiting();
    context.schedule(CHECK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> scoreAll());
  }

  @Override
  public void process(Record<String, SensorReady> record) {
    SensorKey sensor = record.value().sensor();
    SensorCursor cursor = cursors.get(sensor);
    if (cursor != null) {
      waiting.complete(sensor, model.windows().ready(cursor));
    }
    if (record.value().ends() && waiting.holds(sensor)) {
      scoreAll();
    }
    while (waiting.size() >= BATCH) {
      scoreBatch();
    }
  }

  private void scoreAll() {
    while (waiting.size() > 0) {
      scoreBatch();
    }
  }

  private void scoreBatch() {
    changeModel();
    List<Ready> ready = new ArrayList<>();
    Map<SensorKey, Integer> taken = new HashMap<>();
    Map<SensorKey, NavigableMap<Long, LogMelBlock>> loaded = new HashMap<>();
    for (SensorKey sensor : waiting.take(BATCH)) {
      int number = taken.merge(sensor, 1, Integer::sum) - 1;
      SpectrogramWindow window =
          model
              .windows()
              .read(
                  sensor,
                  cursors.get(sensor),
                  number,
                  loaded.computeIfAbsent(sensor, blocks::of),
                  context().taskId().partition());
      MachineSettings settings = machines.of(sensor.machineId());
      Ready next =
          new Ready(sensor, window, MachineRules.of(settings), modelClass(sensor, settings));
      if (isKnown(next)) {
        ready.add(next);
      }
    }
    List<@Nullable WindowResult> results = score(ready);
    for (int i = 0; i < ready.size(); i++) {
      WindowResult result = results.get(i);
      if (result != null) {
        publish(ready.get(i), result);
      }
    }
    taken.forEach(this::moveOn);
  }

  private void changeModel() {
    ServedModel latest = models.renewed();
    if (!latest.equals(model)) {
      model = latest;
      // Its windows may be of another size.
      findWaiting();
    }
  }

  /** Finds the windows that wait, in the order in which they were completed. */
  private void findWaiting() {
    record Found(long completedBy, SensorKey sensor, int number) {}
    List<Found> found = new ArrayList<>();
    try (KeyValueIterator<SensorKey, SensorCursor> all = cursors.all()) {
      all.forEachRemaining(
          sensor -> {
            int ready = model.windows().ready(sensor.value);
            NavigableMap<Long, LogMelBlock> own =
                ready == 0 ? new TreeMap<>() : blocks.of(sensor.key);
            for (int number = 0; number < ready; number++) {
              long completedBy = model.windows().completedBy(sensor.value, number, own);
              found.add(new Found(completedBy, sensor.key, number));
            }
          });
    }
    found.sort(Comparator.comparingLong(Found::completedBy));
    waiting.clear();
    for (Found window : found) {
      waiting.complete(window.sensor(), window.number() + 1);
    }
  }

  private String modelClass(SensorKey sensor, @Nullable MachineSettings settings) {
    return settings == null || settings.getModelClass() == null
        ? model.classOf(sensor.machineId())
        : settings.getModelClass();
  }

  private boolean isKnown(Ready ready) {
    if (model.detector().knows(ready.modelClass())) {
      conditions.end(ready.sensor(), HealthKind.UNKNOWN_MACHINE, ready.window().start());
      return true;
    }
    metrics.unknown();
    conditions.begin(
        ready.sensor(),
        HealthKind.UNKNOWN_MACHINE,
        ready.window().start(),
        "model %s has not learned '%s': the sound of machine '%s' is not scored"
            .formatted(model.version(), ready.modelClass(), ready.sensor().machineId()));
    return false;
  }

  /** Null where a window cannot be scored. */
  private List<@Nullable WindowResult> score(List<Ready> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    long begin = System.nanoTime();
    List<@Nullable WindowResult> results = new ArrayList<>();
    try {
      results.addAll(model.detector().score(batch.stream().map(Ready::input).toList()));
    } catch (RuntimeException e) {
      LOG.warn("batch not scored windows={} reason={}: now one by one", batch.size(), e.toString());
      batch.forEach(ready -> results.add(scoreAlone(ready)));
    }
    for (int i = 0; i < batch.size(); i++) {
      WindowResult result = results.get(i);
      if (result != null && !Double.isFinite(result.score())) {
        results.set(i, null);
        refuse(batch.get(i), "its score is " + result.score());
      }
    }
    metrics.batch(batch.size(), Duration.ofNanos(System.nanoTime() - begin));
    return results;
  }

  private @Nullable WindowResult scoreAlone(Ready ready) {
    try {
      return model.detector().score(List.of(ready.input())).get(0);
    } catch (RuntimeException e) {
      // Thrown on, it would send an innocent chunk to the dead letters and stop the sensor there.
      LOG.debug("window not scored", e);
      refuse(ready, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void refuse(Ready ready, String reason) {
    SpectrogramWindow window = ready.window();
    LOG.error(
        "window not scored machine={} sensor={} start={} reason={}",
        ready.sensor().machineId(),
        ready.sensor().sensorId(),
        window.start(),
        reason);
    metrics.unscorable();
    conditions.seen(
        ready.sensor(),
        HealthKind.UNSCORABLE,
        window.start(),
        "partition %d, offsets %d to %d: %s"
            .formatted(window.partition(), window.offsetFirst(), window.offsetLast(), reason));
  }

  private void publish(Ready ready, WindowResult result) {
    endUnscorable(ready);
    SpectrogramWindow window = ready.window();
    ScoreSmoother smoother = model.listening().smoother();
    SensorEvidence grown =
        smoother.add(evidence.get(ready.sensor()), model.version(), result.score());
    evidence.put(ready.sensor(), grown);
    WindowScore score = score(ready, result, smoother.smoothed(grown));
    long now = context().currentSystemTimeMs();
    metrics.latency(Duration.between(window.completedAt(), Instant.ofEpochMilli(now)));
    context().forward(new Record<>(window.machineId(), score, now), PipelineTopology.SCORES);
    if (smoother.isFull(grown)) {
      ScoredWindow scored =
          new ScoredWindow(score, ready.modelClass(), ready.rules(), window.logMel());
      context().forward(new Record<>(window.machineId(), scored, now), PipelineTopology.DECIDE);
    }
  }

  private void endUnscorable(Ready ready) {
    SensorHealth refused = conditions.get(ready.sensor(), HealthKind.UNSCORABLE);
    Instant end = ready.window().end();
    if (refused != null && end.isAfter(refused.getAt().plus(SCORABLE_AFTER))) {
      conditions.end(ready.sensor(), HealthKind.UNSCORABLE, end);
    }
  }

  private WindowScore score(Ready ready, WindowResult result, double smoothed) {
    SpectrogramWindow window = ready.window();
    Calibration calibration = model.detector().calibration(ready.modelClass());
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
        .setThreshold(ready.rules().openThreshold(calibration.threshold()))
        .setLevelDbfs(window.levelDbfs())
        .setModelVersion(model.version())
        .setSourcePartition(window.partition())
        .setSourceOffsetFirst(window.offsetFirst())
        .setSourceOffsetLast(window.offsetLast())
        .build();
  }

  private void moveOn(SensorKey sensor, int windows) {
    SensorCursor cursor = cursors.get(sensor);
    long through = cursor.getScoredThrough() + (long) windows * model.listening().windowHop();
    cursors.put(sensor, SensorCursor.newBuilder(cursor).setScoredThrough(through).build());
    blocks.forget(sensor, through);
  }

  @Override
  public void close() {
    blocks.close();
  }
}
