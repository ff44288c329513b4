/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.SensorCursor;
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

  private final Models models;
  private final boolean shadows;
  private final PipelineMetrics metrics;
  private final WaitingWindows waiting = new WaitingWindows();

  private ServedModel model;
  private KeyValueStore<SensorKey, SensorCursor> cursors;
  private ScoreSeries scores;
  private @Nullable Shadow shadow;
  private BlockStore blocks;
  private Conditions conditions;
  private MachineDirectory machines;

  /**
   * @param shadows whether a challenger, if there is one, is to score too
   */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  ScoreProcessor(Models models, boolean shadows, PipelineMetrics metrics) {
    this.models = models;
    this.shadows = shadows;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    cursors = context.getStateStore(PipelineTopology.CURSORS);
    scores = new ScoreSeries(context.getStateStore(PipelineTopology.EVIDENCE));
    shadow =
        shadows
            ? new Shadow(
                models,
                new ScoreSeries(context.getStateStore(PipelineTopology.SHADOW_EVIDENCE)),
                metrics)
            : null;
    blocks = new BlockStore(context, metrics.stateBytes());
    conditions = new Conditions(context, metrics);
    machines = new MachineDirectory(context);
    model = models.renewed();
    findWaiting();
    context.schedule(CHECK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> check());
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

  private void check() {
    scoreAll();
    if (shadow != null) {
      shadow.renew(); // While nothing is heard, a withdrawn challenger keeps no memory either.
    }
  }

  private void scoreAll() {
    while (waiting.size() > 0) {
      scoreBatch();
    }
  }

  private void scoreBatch() {
    changeModel();
    Map<SensorKey, Integer> taken = new HashMap<>();
    List<HeardWindow> heard = new ArrayList<>();
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
      heard.add(HeardWindow.of(sensor, window, machines.of(sensor.machineId())));
    }
    List<HeardWindow> known = heard.stream().filter(this::isKnown).toList();
    List<@Nullable WindowResult> results = score(known);
    for (int i = 0; i < known.size(); i++) {
      WindowResult result = results.get(i);
      if (result == null) {
        heard.remove(known.get(i)); // It is the sound that cannot be scored.
      } else {
        publish(known.get(i), result);
      }
    }
    if (shadow != null) {
      shadow.score(heard, model).forEach(score -> forward(score, PipelineTopology.SHADOW_SCORES));
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

  private boolean isKnown(HeardWindow ready) {
    if (model.knows(ready)) {
      conditions.end(ready.sensor(), HealthKind.UNKNOWN_MACHINE, ready.window().start());
      return true;
    }
    metrics.unknown();
    conditions.begin(
        ready.sensor(),
        HealthKind.UNKNOWN_MACHINE,
        ready.window().start(),
        "model %s has not learned '%s': the sound of machine '%s' is not scored"
            .formatted(model.version(), model.classOf(ready), ready.sensor().machineId()));
    return false;
  }

  /** Null where a window cannot be scored. */
  private List<@Nullable WindowResult> score(List<HeardWindow> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    long begin = System.nanoTime();
    List<@Nullable WindowResult> results = new ArrayList<>();
    try {
      results.addAll(model.score(batch));
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

  private @Nullable WindowResult scoreAlone(HeardWindow ready) {
    try {
      return model.score(List.of(ready)).get(0);
    } catch (RuntimeException e) {
      // Thrown on, it would send an innocent chunk to the dead letters and stop the sensor there.
      LOG.debug("window not scored", e);
      refuse(ready, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void refuse(HeardWindow ready, String reason) {
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

  private void publish(HeardWindow ready, WindowResult result) {
    endUnscorable(ready);
    SpectrogramWindow window = ready.window();
    ScoreSeries.Next next = scores.add(model, ready, result);
    Instant now = Instant.ofEpochMilli(context().currentSystemTimeMs());
    metrics.latency(Duration.between(window.completedAt(), now));
    forward(next.score(), PipelineTopology.SCORES);
    if (next.isFull()) {
      ScoredWindow scored =
          new ScoredWindow(next.score(), model.classOf(ready), ready.rules(), window.logMel());
      context()
          .forward(
              new Record<>(window.machineId(), scored, now.toEpochMilli()),
              PipelineTopology.DECIDE);
    }
  }

  private void forward(WindowScore score, String sink) {
    context()
        .forward(new Record<>(score.getMachineId(), score, context().currentSystemTimeMs()), sink);
  }

  private void endUnscorable(HeardWindow ready) {
    SensorHealth refused = conditions.get(ready.sensor(), HealthKind.UNSCORABLE);
    Instant end = ready.window().end();
    if (refused != null && end.isAfter(refused.getAt().plus(SCORABLE_AFTER))) {
      conditions.end(ready.sensor(), HealthKind.UNSCORABLE, end);
    }
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
