/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static java.util.Objects.requireNonNull;

import io.auscult.contracts.CloseReason;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.pipeline.assembly.ChunkOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline's own metrics, one object per instance. {@code docs/metrics.md} says what each of
 * them means. Thread-safe; what is called for every chunk or batch looks nothing up.
 *
 * <p>Values of labels are constants of enums in lower case, so that there are never more of them
 * than the code names. Free are model versions, of which only one of each role is shown at a time,
 * and the machines that are heard.
 */
public final class PipelineMetrics {

  private static final double[] BATCH_WINDOWS = {1, 2, 4, 8, 16};
  private static final Duration[] INFERENCE = millis(1, 2, 5, 10, 25, 50, 100, 250, 1_000);
  private static final Duration[] END_TO_END =
      millis(50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000);

  /** Present from the start, so that the first suppression is already an increase. */
  private static final List<String> SUPPRESSIONS =
      List.of("muted", "maintenance", "retired", "cooldown", "acknowledged");

  private static final Set<CloseReason> CLOSE_REASONS =
      EnumSet.complementOf(EnumSet.of(CloseReason.UNKNOWN));

  private static final Set<HealthKind> HEALTH_KINDS =
      EnumSet.of(
          HealthKind.GAP,
          HealthKind.OFFLINE,
          HealthKind.UNKNOWN_MACHINE,
          HealthKind.MODEL_REFUSED,
          HealthKind.DRIFT,
          HealthKind.UNSCORABLE);

  private final MeterRegistry registry;
  private final Map<ChunkOutcome, Counter> chunks = new EnumMap<>(ChunkOutcome.class);
  private final Counter gaps;
  private final Counter windows;
  private final Counter unscorable;
  private final Counter unknown;
  private final DistributionSummary batches;
  private final Timer inference;
  private final Timer endToEnd;
  private final MeterProvider<Counter> suppressions;
  private final Counter opened;
  private final MeterProvider<Counter> closed;
  private final Counter deadLetters;
  private final MeterProvider<Counter> health;
  private final Counter swapped;
  private final Counter refused;
  private final Counter shadowWindows;
  private final Counter shadowFailures;
  private final Counter challengersTaken;
  private final Counter challengersRefused;
  private final Set<TaskShare> openAnomalies = ConcurrentHashMap.newKeySet();
  private final Set<TaskShare> stateBytes = ConcurrentHashMap.newKeySet();
  private volatile State state = State.CREATED;
  private @Nullable Gauge model;
  private @Nullable Gauge challenger;

  /**
   * Registers everything but {@link #lag}, {@link #model}, {@link #modelPublished}, {@link
   * #machine} and the challenger's version.
   *
   * @param registry where to; usually {@link PublishedMetrics#registry}
   */
  public PipelineMetrics(MeterRegistry registry) {
    this.registry = registry;
    MeterProvider<Counter> outcomes =
        counters("auscult.chunks", "Chunks read from auscult.audio, by what became of them.");
    for (ChunkOutcome outcome : ChunkOutcome.values()) {
      chunks.put(outcome, outcomes.withTag("outcome", label(outcome)));
    }
    gaps = counter("auscult.gaps", "Gaps in the sound of a sensor.");
    windows = counter("auscult.windows", "Windows scored.");
    batches =
        DistributionSummary.builder("auscult.batch")
            .description("Windows scored in one forward pass.")
            .baseUnit("windows")
            .serviceLevelObjectives(BATCH_WINDOWS)
            .register(registry);
    inference = timer("auscult.inference", "Time to score one batch.", INFERENCE);
    endToEnd =
        timer(
            "auscult.end.to.end",
            "From the capture of the chunk that completes a window to the window's score.",
            END_TO_END);
    MeterProvider<Counter> unscored =
        counters("auscult.windows.unscored", "Windows that got no score, by the reason.");
    unscorable = unscored.withTag("reason", "unscorable");
    unknown = unscored.withTag("reason", "unknown_machine");
    suppressions =
        counters(
            "auscult.suppressions",
            "Detections that opened no anomaly, by the rule that held them back.");
    SUPPRESSIONS.forEach(reason -> suppressions.withTag("reason", reason));
    opened = counter("auscult.anomalies.opened", "Anomalies opened.");
    closed = counters("auscult.anomalies.closed", "Anomalies closed, by the reason.");
    CLOSE_REASONS.forEach(reason -> closed.withTag("reason", label(reason)));
    deadLetters = counter("auscult.dead.letters", "Records moved to auscult.dead-letters.");
    health = counters("auscult.health.events", "Health events written to auscult.health.");
    for (HealthKind kind : HEALTH_KINDS) {
      health.withTags(tags(kind, HealthState.BEGIN));
      health.withTags(tags(kind, HealthState.END));
    }
    MeterProvider<Counter> swaps =
        counters("auscult.model.swaps", "New models offered to the running pipeline.");
    swapped = swaps.withTag("result", "swapped");
    refused = swaps.withTag("result", "refused");
    shadowWindows = counter("auscult.shadow.windows", "Windows that the challenger scored.");
    shadowFailures =
        counter("auscult.shadow.failures", "Batches that the challenger could not score.");
    MeterProvider<Counter> challengers =
        counters("auscult.challengers", "Challengers offered to the running pipeline.");
    challengersTaken = challengers.withTag("result", "taken");
    challengersRefused = challengers.withTag("result", "refused");
    Gauge.builder("auscult.open.anomalies", () -> TaskShare.sum(openAnomalies))
        .description("Anomalies that are open now.")
        .register(registry);
    Gauge.builder("auscult.state", () -> TaskShare.sum(stateBytes))
        .description("Size of the state stores.")
        .baseUnit("bytes")
        .register(registry);
    for (State each : State.values()) {
      Gauge.builder("auscult.pipeline.state", () -> state == each ? 1 : 0)
          .description("1 for the state that the pipeline is in, 0 for the others.")
          .tag("state", label(each))
          .register(registry);
    }
  }

  /** A chunk was read. One that is held is counted again as taken when its turn has come. */
  public void chunk(ChunkOutcome outcome) {
    requireNonNull(chunks.get(outcome)).increment();
  }

  /** Sound of a sensor is missing. */
  public void gap() {
    gaps.increment();
  }

  /**
   * A batch was scored.
   *
   * @param windows how many, at least 1
   * @param inference how long the forward pass and the scorer took
   */
  public void batch(int windows, Duration inference) {
    this.windows.increment(windows);
    batches.record(windows);
    this.inference.record(inference);
  }

  /**
   * A score was written.
   *
   * @param captureToScore from the capture of the last sample of the chunk that completed the
   *     window; a negative one, of a gateway whose clock is ahead, is not recorded
   */
  public void latency(Duration captureToScore) {
    endToEnd.record(captureToScore);
  }

  /** A window could not be scored, not even alone. */
  public void unscorable() {
    unscorable.increment();
  }

  /** A window of a machine that the model does not know was passed over. */
  public void unknown() {
    unknown.increment();
  }

  /**
   * A detection opened no anomaly.
   *
   * @param reason the rule that held it back
   */
  public void suppressed(Enum<?> reason) {
    suppressions.withTag("reason", label(reason)).increment();
  }

  /** An anomaly was opened. */
  public void anomalyOpened() {
    opened.increment();
  }

  /** An anomaly was closed. */
  public void anomalyClosed(CloseReason reason) {
    closed.withTag("reason", label(reason)).increment();
  }

  /** A task's share of the anomalies that are open. */
  public TaskShare openAnomalies() {
    return TaskShare.in(openAnomalies);
  }

  /** A task's share of the bytes in state stores. */
  public TaskShare stateBytes() {
    return TaskShare.in(stateBytes);
  }

  /** A record went to the dead letters. */
  public void deadLetter() {
    deadLetters.increment();
  }

  /** A health event was written. */
  public void health(HealthKind kind, HealthState state) {
    health.withTags(tags(kind, state)).increment();
  }

  /**
   * Publishes how far the pipeline is behind; to be called once.
   *
   * @param chunks asked at every scrape; NaN if not known
   */
  public void lag(DoubleSupplier chunks) {
    Gauge.builder("auscult.lag", chunks::getAsDouble)
        .description("Chunks in auscult.audio that the tasks of this instance have yet to process.")
        .baseUnit("chunks")
        .register(registry);
  }

  /**
   * Publishes how old the model is; to be called once.
   *
   * @param seconds since 1970 when it was published, asked at every scrape; NaN if not known
   */
  public void modelPublished(DoubleSupplier seconds) {
    Gauge.builder("auscult.model.published.timestamp", seconds::getAsDouble)
        .description("When the model that scores was published.")
        .baseUnit("seconds")
        .register(registry);
  }

  /** Shows a machine that is heard, until it is closed. */
  public MachineGauges machine(MachinePlace place) {
    return new MachineGauges(registry, place);
  }

  /** The model that scores from now on, in place of the one before. */
  public synchronized void model(String version) {
    if (model != null) {
      registry.remove(model);
    }
    model = info("auscult.model.info", "The model that scores.", version);
  }

  /** A new model took over from a running one. */
  public void modelSwapped(String version) {
    model(version);
    swapped.increment();
  }

  /** A new model was refused; the old one goes on. */
  public void modelRefused() {
    refused.increment();
  }

  /** A challenger scores in the champion's shadow, in place of the one before. */
  public synchronized void challengerTaken(String version) {
    challengerGone();
    challenger = info("auscult.challenger.info", "The model that scores in the shadow.", version);
    challengersTaken.increment();
  }

  /** A challenger was refused, or given up because it failed; no challenger scores. */
  public synchronized void challengerRefused() {
    challengerGone();
    challengersRefused.increment();
  }

  /** No challenger scores any more. */
  public synchronized void challengerGone() {
    if (challenger != null) {
      registry.remove(challenger);
      challenger = null;
    }
  }

  /** The challenger scored so many windows. */
  public void shadowed(int windows) {
    shadowWindows.increment(windows);
  }

  /** The challenger could not score a batch. */
  public void shadowFailed() {
    shadowFailures.increment();
  }

  private Gauge info(String name, String description, String version) {
    return Gauge.builder(name, () -> 1)
        .description(description)
        .tag("version", version)
        .register(registry);
  }

  /** The state that Kafka Streams is in from now on. */
  public void state(State now) {
    state = now;
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private MeterProvider<Counter> counters(String name, String description) {
    return Counter.builder(name).description(description).withRegistry(registry);
  }

  private Timer timer(String name, String description, Duration[] buckets) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private static Tags tags(HealthKind kind, HealthState state) {
    return Tags.of("kind", label(kind), "state", label(state));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Duration[] millis(long... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofMillis(values[i]);
    }
    return durations;
  }
}
