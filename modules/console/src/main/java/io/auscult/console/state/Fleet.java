/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.Label;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.release.ReleaseCatalog;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All that the console knows, from the topics alone. Thread-safe. */
public final class Fleet {

  private final Clock clock;
  private final Map<String, Machine> machines = new ConcurrentHashMap<>();
  private final Map<String, SpecificRecord> models = new ConcurrentHashMap<>();
  private final AnomalyLog anomalies = new AnomalyLog();
  private final Comparison comparison = new Comparison();
  private volatile boolean ready;
  private volatile @Nullable Instant historyFrom;
  private volatile boolean historyWhole;

  public Fleet(Clock clock) {
    this.clock = clock;
  }

  /** What time it is. */
  public Instant now() {
    return clock.instant();
  }

  void take(WindowScore window) {
    machine(window.getMachineId()).take(window, now());
  }

  void takeEarlier(WindowScore window) {
    machine(window.getMachineId()).takeEarlier(window, now());
  }

  void takeShadow(WindowScore shadow) {
    Machine machine = machines.get(shadow.getMachineId());
    double[] scored =
        machine == null ? null : machine.scored(shadow.getSensorId(), shadow.getWindowEnd());
    if (scored != null) {
      comparison.add(shadow, scored[0], scored[1]);
    }
  }

  void take(AnomalyEvent event) {
    anomalies.take(event);
    machine(event.getMachineId()).take(event);
  }

  void take(SensorHealth health) {
    machine(health.getMachineId()).take(health);
  }

  void set(String machineId, @Nullable MachineSettings settings) {
    machine(machineId).set(settings);
  }

  void label(String labelId, @Nullable Label label) {
    anomalies.label(labelId, label);
  }

  void model(String key, @Nullable SpecificRecord record) {
    if (record == null) {
      models.remove(key);
    } else {
      models.put(key, record);
    }
  }

  private Machine machine(String id) {
    return machines.computeIfAbsent(id, Machine::new);
  }

  void setReady() {
    ready = true;
  }

  /** Whether the tiles show all that was there when the console began. */
  public boolean isReady() {
    return ready;
  }

  void setHistory(Instant from, boolean whole) {
    historyFrom = from;
    historyWhole = whole;
  }

  /** From when on the history is there by now; null: it is not. */
  public @Nullable Instant historyFrom() {
    return historyFrom;
  }

  /** Whether nothing older is to come. */
  public boolean isHistoryWhole() {
    return historyWhole;
  }

  /** Forgets what was not heard for a day. */
  void forgetOld() {
    Instant now = now();
    machines.values().forEach(machine -> machine.forgetOld(now));
    machines.values().removeIf(Machine::isForgotten);
  }

  public Collection<Machine> machines() {
    return List.copyOf(machines.values());
  }

  public Optional<Machine> find(String machineId) {
    return Optional.ofNullable(machines.get(machineId));
  }

  public AnomalyLog anomalies() {
    return anomalies;
  }

  public Comparison comparison() {
    return comparison;
  }

  /** The releases and what points at them. */
  public ReleaseCatalog catalog() {
    TreeMap<String, ModelRelease> releases = new TreeMap<>();
    TreeMap<String, ModelAlias> aliases = new TreeMap<>();
    for (SpecificRecord record : models.values()) {
      if (record instanceof ModelRelease release) {
        releases.put(release.getRelease(), release);
      } else if (record instanceof ModelAlias alias) {
        aliases.put(alias.getAlias(), alias);
      }
    }
    return new ReleaseCatalog(releases, aliases);
  }
}
