/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.state.AnomalySpan;
import io.auscult.pipeline.state.ConditionSpan;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.SensorSearch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and changes what is known of a machine; never in place. */
final class NoteBook {

  static final MachineNotes EMPTY = new MachineNotes(Map.of(), List.of(), List.of(), List.of());

  private static final int MOST_ANOMALIES = 16;
  private static final int MOST_CONDITIONS = 64;
  private static final int MOST_SLOTS = 96;
  private static final int MOST_SENSORS = 256;

  /** Of a source; the machine's other sensors may hang on it, too. */
  private static final Set<HealthKind> OF_SOURCES =
      EnumSet.of(HealthKind.STALLED, HealthKind.RESTARTING, HealthKind.FAILED);

  /** While one of them holds, what is heard is not the machine as it is. */
  private static final Set<HealthKind> NOT_HEARD_WELL =
      EnumSet.of(
          HealthKind.STALLED,
          HealthKind.RESTARTING,
          HealthKind.FAILED,
          HealthKind.SILENT,
          HealthKind.CLIPPING,
          HealthKind.CONSTANT,
          HealthKind.GAP);

  private NoteBook() {}

  /** Whether an anomaly's end is on record: its clip has been asked for. */
  static boolean knowsEndOf(MachineNotes notes, String anomalyId) {
    return notes.getAnomalies().stream()
        .anyMatch(span -> span.getAnomalyId().equals(anomalyId) && span.getClosedAt() != null);
  }

  /** A machine has one open anomaly at most: what opens ends all earlier ones. */
  static MachineNotes with(MachineNotes notes, AnomalyEvent event) {
    boolean closed = event.getState() == AnomalyState.CLOSED;
    Instant closedAt = event.getClosedAt() == null ? event.getLastAt() : event.getClosedAt();
    List<AnomalySpan> spans = new ArrayList<>();
    for (AnomalySpan span : notes.getAnomalies()) {
      if (!span.getAnomalyId().equals(event.getAnomalyId())) {
        spans.add(
            span.getClosedAt() == null
                ? new AnomalySpan(span.getAnomalyId(), span.getOpenedAt(), event.getOpenedAt())
                : span);
      }
    }
    spans.add(new AnomalySpan(event.getAnomalyId(), event.getOpenedAt(), closed ? closedAt : null));
    return new MachineNotes(
        notes.getSensors(), latest(spans, MOST_ANOMALIES), notes.getConditions(), notes.getSlots());
  }

  /** Null if the event says nothing that counts here. */
  static @Nullable MachineNotes with(MachineNotes notes, SensorHealth event) {
    if (!NOT_HEARD_WELL.contains(event.getKind())
        && event.getKind() != HealthKind.UNKNOWN_MACHINE) {
      return null;
    }
    List<ConditionSpan> spans = new ArrayList<>();
    for (ConditionSpan span : notes.getConditions()) {
      boolean told =
          span.getUntil() == null
              && span.getSubject().equals(event.getSubject())
              && span.getKind().equals(event.getKind().name());
      if (!told) {
        spans.add(span);
      }
    }
    spans.add(
        new ConditionSpan(
            event.getSubject(),
            event.getKind().name(),
            event.getSince(),
            event.getState() == HealthState.END ? event.getAt() : null));
    return new MachineNotes(
        notes.getSensors(), notes.getAnomalies(), latest(spans, MOST_CONDITIONS), notes.getSlots());
  }

  static MachineNotes with(MachineNotes notes, String sensorId, SensorSearch search) {
    Map<String, SensorSearch> sensors = new TreeMap<>(notes.getSensors());
    sensors.put(sensorId, search);
    if (sensors.size() > MOST_SENSORS) {
      sensors.remove(
          Collections.min(
                  sensors.entrySet(), Comparator.comparing(each -> each.getValue().getHeardAt()))
              .getKey());
    }
    return new MachineNotes(sensors, notes.getAnomalies(), notes.getConditions(), notes.getSlots());
  }

  /** The slot needs no clip any more. */
  static MachineNotes withDone(MachineNotes notes, long slot) {
    List<Long> slots = new ArrayList<>(notes.getSlots());
    slots.add(slot);
    slots.sort(null);
    return new MachineNotes(
        notes.getSensors(), notes.getAnomalies(), notes.getConditions(), latest(slots, MOST_SLOTS));
  }

  /** Also of one that is older than what is remembered. */
  static boolean isDone(MachineNotes notes, long slot) {
    List<Long> slots = notes.getSlots();
    return slots.contains(slot) || (slots.size() == MOST_SLOTS && slot < slots.get(0));
  }

  private static <T> List<T> latest(List<T> all, int most) {
    return all.size() <= most ? all : new ArrayList<>(all.subList(all.size() - most, all.size()));
  }

  /** The sensors whose sound no model knows now. */
  static List<String> unknownSensors(MachineNotes notes) {
    return notes.getConditions().stream()
        .filter(span -> span.getKind().equals(HealthKind.UNKNOWN_MACHINE.name()))
        .filter(span -> span.getUntil() == null)
        .map(ConditionSpan::getSubject)
        .sorted()
        .distinct()
        .toList();
  }

  /**
   * Why a stretch of time of a sensor must not be taken for normal, whatever its scores.
   *
   * @param settings null if nobody has set anything
   * @return null if nothing is known against it
   */
  static @Nullable Exclusion exclusion(
      MachineNotes notes,
      @Nullable MachineSettings settings,
      String sensorId,
      Instant start,
      Instant end) {
    MachineRules rules = MachineRules.of(settings);
    Instant last = end.minus(1, ChronoUnit.MICROS);
    if (rules.quietAt(start) != null || rules.quietAt(last) != null) {
      return Exclusion.QUIET;
    }
    for (AnomalySpan span : notes.getAnomalies()) {
      if (overlaps(start, end, span.getOpenedAt(), span.getClosedAt())) {
        return Exclusion.ANOMALY;
      }
    }
    for (ConditionSpan span : notes.getConditions()) {
      if (concerns(span, sensorId) && overlaps(start, end, span.getSince(), span.getUntil())) {
        return Exclusion.CONDITION;
      }
    }
    return null;
  }

  private static boolean concerns(ConditionSpan span, String sensorId) {
    HealthKind kind = HealthKind.valueOf(span.getKind());
    if (!NOT_HEARD_WELL.contains(kind)) {
      return false;
    }
    return OF_SOURCES.contains(kind)
        || sensorId.equals(span.getSubject())
        // One of the channels that the pipeline took apart.
        || sensorId.startsWith(span.getSubject() + ".ch");
  }

  private static boolean overlaps(
      Instant start, Instant end, Instant from, @Nullable Instant until) {
    return from.isBefore(end) && (until == null || until.isAfter(start));
  }
}
