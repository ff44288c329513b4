/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static java.util.Objects.requireNonNull;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.pipeline.curator.ClipFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The curator's own metrics, one object per instance. {@code docs/metrics.md} says what each of
 * them means. Thread-safe.
 */
public final class CuratorMetrics {

  /** How a machine's scores differ from its calibration; both read by Prometheus as they are. */
  private static final class Drift {
    private volatile double psi;
    private volatile double ks;
    private List<Gauge> gauges = List.of();
  }

  private final MeterRegistry registry;
  private final Counter anomalies;
  private final Counter normals;
  private final Map<ClipFailure, Counter> failures = new EnumMap<>(ClipFailure.class);
  private final Counter threads;
  private final Set<TaskShare> wanted = ConcurrentHashMap.newKeySet();
  private final Set<TaskShare> drifting = ConcurrentHashMap.newKeySet();
  private final Map<String, Drift> drifts = new HashMap<>();

  /**
   * Registers everything but the gauges of single machines.
   *
   * @param registry where to; usually {@link PublishedMetrics#registry}
   */
  public CuratorMetrics(MeterRegistry registry) {
    this.registry = registry;
    anomalies = clips("anomaly");
    normals = clips("normal");
    for (ClipFailure reason : ClipFailure.values()) {
      failures.put(
          reason,
          Counter.builder("auscult.clips.failed")
              .description("Sound that was wanted and could not be kept, by the reason.")
              .tag("reason", label(reason))
              .register(registry));
    }
    threads =
        Counter.builder("auscult.curator.failures")
            .description("Times that the curator failed and began again.")
            .register(registry);
    Gauge.builder("auscult.wanted.clips", () -> TaskShare.sum(wanted))
        .description("Clips that have yet to be made.")
        .register(registry);
    Gauge.builder("auscult.drifting.machines", () -> TaskShare.sum(drifting))
        .description("Machines whose scores no longer look as they did in calibration.")
        .register(registry);
  }

  private Counter clips(String kind) {
    return Counter.builder("auscult.clips")
        .description("Pieces of sound that were kept.")
        .tag("kind", kind)
        .register(registry);
  }

  /**
   * Sound was kept.
   *
   * @param normal whether it is a sample of normal sound; if not, it is that of an anomaly
   */
  public void kept(boolean normal) {
    (normal ? normals : anomalies).increment();
  }

  /** Sound could not be kept. */
  public void failed(ClipFailure reason) {
    requireNonNull(failures.get(reason)).increment();
  }

  /** The curator failed. */
  public void threadFailed() {
    threads.increment();
  }

  /** A task's share of the clips that are wanted. */
  public TaskShare wanted() {
    return TaskShare.in(wanted);
  }

  /** A task's share of the machines that drift. */
  public TaskShare drifting() {
    return TaskShare.in(drifting);
  }

  /** A health event about drift was written. */
  public void drift(HealthState state) {
    // The pipeline's counter; the registry has it once.
    Counter.builder("auscult.health.events")
        .description("Health events written to auscult.health.")
        .tags("kind", label(HealthKind.DRIFT), "state", label(state))
        .register(registry)
        .increment();
  }

  /** How a machine's scores differ from its calibration now. */
  public synchronized void drift(String machineId, double psi, double ks) {
    Drift drift = drifts.get(machineId);
    if (drift == null) {
      Drift added = new Drift();
      added.gauges =
          List.of(
              Gauge.builder("auscult.drift.psi", () -> added.psi)
                  .description("Population stability index of a machine's tail probabilities.")
                  .tag("machine", machineId)
                  .register(registry),
              Gauge.builder("auscult.drift.ks", () -> added.ks)
                  .description("Kolmogorov-Smirnov distance of a machine's tail probabilities.")
                  .tag("machine", machineId)
                  .register(registry));
      drifts.put(machineId, added);
      drift = added;
    }
    drift.psi = psi;
    drift.ks = ks;
  }

  /** A machine is no longer heard here. */
  public synchronized void forget(String machineId) {
    Drift drift = drifts.remove(machineId);
    if (drift != null) {
      drift.gauges.forEach(registry::remove);
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
