/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.metrics.MachineGauges;
import io.auscult.pipeline.metrics.MachinePlace;
import io.auscult.pipeline.metrics.PipelineMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The machines of one task that the metrics show: each that was heard within a day, under the site
 * and line that operators gave it.
 */
final class ShownMachines implements AutoCloseable {

  /** A machine that has not been heard for so long has no series any more. */
  private static final Duration SHOWN_FOR = Duration.ofDays(1);

  private static final class Shown {
    private MachinePlace place;
    private MachineGauges gauges;
    private Instant heardAt;

    private Shown(MachinePlace place, MachineGauges gauges, Instant heardAt) {
      this.place = place;
      this.gauges = gauges;
      this.heardAt = heardAt;
    }
  }

  private final MachineDirectory directory;
  private final PipelineMetrics metrics;
  private final Map<String, Shown> machines = new HashMap<>();

  ShownMachines(MachineDirectory directory, PipelineMetrics metrics) {
    this.directory = directory;
    this.metrics = metrics;
  }

  /**
   * A machine's window was scored.
   *
   * @param now by the clock on the wall
   */
  void heard(WindowScore window, Instant now) {
    Shown shown = shown(window.getMachineId(), now);
    shown.heardAt = now;
    shown.gauges.heard(window);
  }

  /** Whether a machine has an open anomaly. */
  void open(String machine, boolean open, Instant now) {
    shown(machine, now).gauges.open(open);
  }

  private Shown shown(String machine, Instant now) {
    Shown known = machines.get(machine);
    if (known == null) {
      MachinePlace place = MachinePlace.of(machine, directory.of(machine));
      known = new Shown(place, metrics.machine(place), now);
      machines.put(machine, known);
    }
    return known;
  }

  /** Drops those that are retired or gone, and follows those that operators put elsewhere. */
  void refresh(Instant now) {
    Iterator<Map.Entry<String, Shown>> all = machines.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Shown> machine = all.next();
      Shown shown = machine.getValue();
      MachineSettings settings = directory.of(machine.getKey());
      MachinePlace place = MachinePlace.of(machine.getKey(), settings);
      if ((settings != null && settings.getRetired())
          || shown.heardAt.isBefore(now.minus(SHOWN_FOR))) {
        shown.gauges.close();
        all.remove();
      } else if (!place.equals(shown.place)) {
        MachineGauges moved = metrics.machine(place);
        moved.takeOver(shown.gauges);
        shown.gauges.close();
        shown.place = place;
        shown.gauges = moved;
      }
    }
  }

  /** Another task has them. */
  @Override
  public void close() {
    machines.values().forEach(shown -> shown.gauges.close());
    machines.clear();
  }
}
