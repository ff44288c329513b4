/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is wrong with a source or a sensor at present. Each condition begins once and ends once, and
 * each of both is told to every machine that is concerned. Thread-safe.
 */
final class Conditions {

  private final Set<String> machines;
  private final String subject;
  private final Consumer<SensorHealth> health;
  private final Map<HealthKind, Instant> since = new EnumMap<>(HealthKind.class);

  /**
   * @param machines that listen through the subject
   * @param subject the source or sensor
   */
  Conditions(Set<String> machines, String subject, Consumer<SensorHealth> health) {
    this.machines = Set.copyOf(machines);
    this.subject = subject;
    this.health = health;
  }

  /** Begins, unless it has begun already. */
  synchronized void begin(HealthKind kind, Instant at, String detail) {
    Instant begun = at.truncatedTo(ChronoUnit.MICROS);
    if (since.putIfAbsent(kind, begun) == null) {
      tell(kind, HealthState.BEGIN, begun, begun, detail);
    }
  }

  /** Ends, if it has begun. */
  synchronized void end(HealthKind kind, Instant at, String detail) {
    Instant begun = since.remove(kind);
    if (begun != null) {
      Instant ended = at.truncatedTo(ChronoUnit.MICROS);
      tell(kind, HealthState.END, begun, ended.isBefore(begun) ? begun : ended, detail);
    }
  }

  /** Ends all. */
  synchronized void endAll(Instant at, String detail) {
    List.copyOf(since.keySet()).forEach(kind -> end(kind, at, detail));
  }

  /** Whether it has begun and not ended. */
  synchronized boolean has(HealthKind kind) {
    return since.containsKey(kind);
  }

  private void tell(HealthKind kind, HealthState state, Instant since, Instant at, String detail) {
    for (String machine : machines) {
      health.accept(
          new SensorHealth(machine, subject, HealthOrigin.GATEWAY, kind, state, since, at, detail));
    }
  }
}
