/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import io.auscult.contracts.WindowScore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * How one machine sounds now, as gauges with its site, line and id. The series are gone when it is
 * closed. Written by one thread and read by Prometheus.
 */
public final class MachineGauges implements AutoCloseable {

  /** A sensor that is further behind the machine's latest says nothing about now. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  /** What is shown of a sensor's latest window. */
  private record Heard(Instant end, double score, double threshold, double levelDbfs) {}

  private final MeterRegistry registry;
  private final Map<String, Heard> sensors = new ConcurrentHashMap<>();
  private final List<Gauge> gauges;
  private volatile boolean open;

  MachineGauges(MeterRegistry registry, MachinePlace place) {
    this.registry = registry;
    Tags tags = Tags.of("site", place.site(), "line", place.line(), "machine", place.machineId());
    gauges =
        List.of(
            Gauge.builder("auscult.machine.score", () -> ofWorst(Heard::score))
                .description("Smoothed score of the machine's latest window.")
                .tags(tags)
                .register(registry),
            Gauge.builder("auscult.machine.threshold", () -> ofWorst(Heard::threshold))
                .description("From which score on the machine sounds wrong.")
                .tags(tags)
                .register(registry),
            Gauge.builder("auscult.machine.level", () -> ofWorst(Heard::levelDbfs))
                .description("Level of the machine's latest window.")
                .baseUnit("dbfs")
                .tags(tags)
                .register(registry),
            Gauge.builder("auscult.machine.heard.timestamp", this::heardAt)
                .description("When the machine's latest scored window ended.")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry),
            Gauge.builder("auscult.machine.anomaly.open", () -> open ? 1 : 0)
                .description("1 while an anomaly of the machine is open.")
                .tags(tags)
                .register(registry));
  }

  /** A window was scored. An older one than the sensor's latest changes nothing. */
  public void heard(WindowScore window) {
    Heard before = sensors.get(window.getSensorId());
    if (before == null || before.end().isBefore(window.getWindowEnd())) {
      sensors.put(
          window.getSensorId(),
          new Heard(
              window.getWindowEnd(),
              window.getSmoothedScore(),
              window.getThreshold(),
              window.getLevelDbfs()));
    }
  }

  /** Whether an anomaly of the machine is open from now on. */
  public void open(boolean now) {
    open = now;
  }

  /** What another set of gauges showed: the machine has moved. */
  public void takeOver(MachineGauges before) {
    sensors.putAll(before.sensors);
    open = before.open;
  }

  private Optional<Instant> latest() {
    return sensors.values().stream().map(Heard::end).max(Comparator.naturalOrder());
  }

  private double heardAt() {
    return latest().map(end -> end.toEpochMilli() / 1e3).orElse(Double.NaN);
  }

  /** Of the sensor that is furthest over its threshold; NaN if nothing was heard yet. */
  private double ofWorst(ToDoubleFunction<Heard> figure) {
    Instant since = latest().orElse(Instant.EPOCH).minus(TOGETHER);
    return sensors.values().stream()
        .filter(heard -> !heard.end().isBefore(since))
        .max(Comparator.comparingDouble(heard -> heard.score() - heard.threshold()))
        .stream()
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Takes the series away. */
  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
