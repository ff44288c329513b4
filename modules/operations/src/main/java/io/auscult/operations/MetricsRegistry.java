/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The metrics that a process publishes: those named {@code auscult.*}, a few of the Java virtual
 * machine, and what it allows beside them. All others are never registered: libraries offer
 * hundreds, some with labels that grow without end.
 */
public final class MetricsRegistry implements AutoCloseable {

  private static final String OWN = "auscult.";

  /** The Java virtual machine and its process. */
  private static final Set<String> PROCESS =
      Set.of(
          "jvm.memory.used",
          "jvm.memory.max",
          "jvm.buffer.memory.used",
          "jvm.gc.pause",
          "jvm.threads.live",
          "process.cpu.usage",
          "process.files.open",
          "process.files.max",
          "process.uptime",
          "system.cpu.count");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Begins with those of the virtual machine.
   *
   * @param further what else may be published
   */
  public MetricsRegistry(Predicate<Meter.Id> further) {
    registry
        .config()
        .meterFilter(
            MeterFilter.denyUnless(
                id ->
                    id.getName().startsWith(OWN)
                        || PROCESS.contains(id.getName())
                        || further.test(id)));
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Where the process's own metrics belong. */
  public MeterRegistry meters() {
    return registry;
  }

  /** All of them as they are now, in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Lets go of the listeners that gather them. */
  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
