/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.state.Fleet;
import io.auscult.console.state.MachineState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** The console's own metrics; {@code docs/console.md} says what each of them means. */
final class ConsoleMetrics {

  private ConsoleMetrics() {}

  static void bind(MeterRegistry registry, Fleet fleet, Events events) {
    for (MachineState state : MachineState.values()) {
      Gauge.builder("auscult.console.machines", fleet, known -> count(known, state))
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    Gauge.builder("auscult.console.pages", events, Events::pages).register(registry);
  }

  private static double count(Fleet fleet, MachineState state) {
    return fleet.machines().stream()
        .filter(machine -> machine.standing(fleet.now()).state() == state)
        .count();
  }
}
