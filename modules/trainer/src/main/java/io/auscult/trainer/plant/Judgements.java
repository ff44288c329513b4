/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.Label;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people decided about a plant's machines, and said of its anomalies and times. */
final class Judgements {

  /** An anomaly is heard before enough windows have spoken for it. */
  private static final Duration BEFORE_OPENING = Duration.ofSeconds(60);

  private final Map<String, MachineSettings> settings;
  private final Map<String, Verdict> verdicts = new HashMap<>(); // by anomaly
  private final Map<String, List<Span>> real = new HashMap<>(); // by machine

  private record Span(Instant from, Instant to) {
    boolean touches(KeptSound sound) {
      return sound.capturedAt().isBefore(to) && sound.end().isAfter(from);
    }
  }

  /**
   * @param settings by machine
   * @param labels all of them; of several of one anomaly the last counts
   * @param anomalies the last event of each, by its id
   */
  Judgements(
      Map<String, MachineSettings> settings,
      Collection<Label> labels,
      Map<String, AnomalyEvent> anomalies) {
    this.settings = Map.copyOf(settings);
    for (Label label :
        labels.stream().sorted(Comparator.comparing(Label::getLabelledAt)).toList()) {
      if (label.getAnomalyId() != null) {
        verdicts.put(label.getAnomalyId(), label.getVerdict());
      } else if (label.getVerdict() == Verdict.REAL
          && label.getFrom() != null
          && label.getUntil() != null) {
        addReal(label.getMachineId(), label.getFrom(), label.getUntil());
      }
    }
    for (AnomalyEvent event : anomalies.values()) {
      if (verdict(event.getAnomalyId()) == Verdict.REAL) {
        Instant end = event.getClosedAt() == null ? event.getLastAt() : event.getClosedAt();
        addReal(event.getMachineId(), event.getOpenedAt().minus(BEFORE_OPENING), end);
      }
    }
  }

  private void addReal(String machine, Instant from, Instant to) {
    real.computeIfAbsent(machine, id -> new ArrayList<>()).add(new Span(from, to));
  }

  /** What an anomaly was; unknown if nobody said. */
  Verdict verdict(String anomalyId) {
    return verdicts.getOrDefault(anomalyId, Verdict.UNKNOWN);
  }

  /** Why a sound must not become normal training data, whatever it is of. */
  Optional<Exclusion> against(KeptSound sound) {
    MachineSettings machine = settings.get(sound.machineId());
    if (machine != null) {
      if (machine.getRetired()) {
        return Optional.of(Exclusion.RETIRED);
      }
      if (!machine.getListenBack()) {
        return Optional.of(Exclusion.NOT_LISTENED);
      }
      if (machine.getMaintenance()) {
        return Optional.of(Exclusion.MAINTENANCE);
      }
      if (muted(machine.getMutedFrom(), machine.getMutedUntil()).touches(sound)) {
        return Optional.of(Exclusion.MUTED);
      }
    }
    return real.getOrDefault(sound.machineId(), List.of()).stream().anyMatch(s -> s.touches(sound))
        ? Optional.of(Exclusion.REAL)
        : Optional.empty();
  }

  private static Span muted(@Nullable Instant from, @Nullable Instant until) {
    return from == null
        ? new Span(Instant.MAX, Instant.MIN)
        : new Span(from, until == null ? Instant.MAX : until);
  }

  /** Whether a model may be tried on what the machine sounds like. */
  boolean mayBeHeard(String machineId) {
    MachineSettings machine = settings.get(machineId);
    return machine == null || (!machine.getRetired() && machine.getListenBack());
  }

  /** The machines that are retired. */
  Set<String> retired() {
    return settings.values().stream()
        .filter(MachineSettings::getRetired)
        .map(MachineSettings::getMachineId)
        .collect(Collectors.toSet());
  }

  /** What kind of machine somebody said it is. */
  Optional<String> type(String machineId) {
    return Optional.ofNullable(settings.get(machineId)).map(MachineSettings::getType);
  }
}
