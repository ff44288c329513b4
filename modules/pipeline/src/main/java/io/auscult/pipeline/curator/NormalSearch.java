/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.GoodRun;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.SensorSearch;
import io.auscult.pipeline.state.WantedClip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds, slot by slot, the first stretch of good windows behind a place that chance decides. In
 * event time: sound that a gateway sends late is sampled like live sound.
 */
final class NormalSearch {

  /** Capture times are rounded to microseconds. */
  private static final Duration ROUNDING = Duration.ofNanos(10_000);

  /** A sensor that has not been heard for so long loses its turn. */
  private static final Duration HEARD_WITHIN = Duration.ofHours(1);

  private final CurationRules rules;
  private final Slots slots;

  NormalSearch(CurationRules rules) {
    this.rules = rules;
    this.slots = rules.slots();
  }

  /**
   * What a window changes.
   *
   * @param notes of the machine, as they are then
   * @param found the clip that it completes; null if it completes none
   */
  record Step(MachineNotes notes, @Nullable WantedClip found) {}

  /**
   * Takes the next window of a machine.
   *
   * @param settings null if nobody has set anything
   * @param modelVersion of the model that is served
   * @param hop the time from one of its windows to the next
   */
  Step take(
      MachineNotes notes,
      @Nullable MachineSettings settings,
      WindowScore window,
      String modelVersion,
      Duration hop) {
    String sensor = window.getSensorId();
    SensorSearch before = notes.getSensors().get(sensor);
    Instant heardAt =
        before != null && before.getHeardAt().isAfter(window.getWindowEnd())
            ? before.getHeardAt()
            : window.getWindowEnd();
    MachineNotes heard = NoteBook.with(notes, sensor, new SensorSearch(heardAt, null));
    if (exclusion(notes, settings, window, modelVersion) != null) {
      return new Step(heard, null);
    }
    GoodRun run = before == null ? null : before.getRun();
    GoodRun grown = run == null ? null : grown(heard, run, window, hop);
    if (grown == null) {
      grown = begun(heard, window);
    }
    if (grown == null) {
      return new Step(heard, null);
    }
    if (window.getWindowEnd().isBefore(clipEnd(grown).plus(rules.quietAfter()))) {
      return new Step(NoteBook.with(heard, sensor, new SensorSearch(heardAt, grown)), null);
    }
    return new Step(NoteBook.withDone(heard, grown.getSlot()), wanted(window, grown));
  }

  /** Why a window is not good; null if it is. */
  static @Nullable Exclusion exclusion(
      MachineNotes notes,
      @Nullable MachineSettings settings,
      WindowScore window,
      String modelVersion) {
    if (settings != null && !settings.getListenBack()) {
      return Exclusion.NOT_TO_BE_KEPT;
    }
    if (!window.getModelVersion().equals(modelVersion)) {
      return Exclusion.OTHER_MODEL;
    }
    // The other way round, a score that is no number would be good.
    boolean below =
        window.getScore() < window.getThreshold()
            && window.getSmoothedScore() < window.getThreshold();
    if (!below) {
      return Exclusion.OVER_THRESHOLD;
    }
    return NoteBook.exclusion(
        notes, settings, window.getSensorId(), window.getWindowStart(), window.getWindowEnd());
  }

  private static boolean continues(GoodRun run, WindowScore window, Duration hop) {
    Duration off = Duration.between(run.getLastStart().plus(hop), window.getWindowStart()).abs();
    return off.compareTo(ROUNDING) <= 0
        && window.getModelVersion().equals(run.getModelVersion())
        && window.getSourcePartition() == run.getPartition();
  }

  /** Null if the window does not go on with the run. */
  private @Nullable GoodRun grown(
      MachineNotes notes, GoodRun run, WindowScore window, Duration hop) {
    if (NoteBook.isDone(notes, run.getSlot()) || !continues(run, window, hop)) {
      return null;
    }
    // The windows behind the clip must be good, but their sound is not needed.
    boolean covers = window.getWindowStart().isBefore(clipEnd(run));
    return GoodRun.newBuilder(run)
        .setLastStart(window.getWindowStart())
        .setOffsetFirst(Math.min(run.getOffsetFirst(), window.getSourceOffsetFirst()))
        .setOffsetLast(
            covers
                ? Math.max(run.getOffsetLast(), window.getSourceOffsetLast())
                : run.getOffsetLast())
        .build();
  }

  /** Null if none can begin with this window. */
  private @Nullable GoodRun begun(MachineNotes notes, WindowScore window) {
    String machine = window.getMachineId();
    Instant start = window.getWindowStart();
    long slot = slots.at(start);
    boolean mayBegin =
        !NoteBook.isDone(notes, slot)
            && Slots.turn(present(notes), slot).equals(window.getSensorId())
            && !start.isBefore(slots.place(machine, slot))
            && !start.plus(rules.clipLength()).isAfter(slots.end(slot));
    return mayBegin
        ? new GoodRun(
            slot,
            window.getModelVersion(),
            start,
            start,
            window.getSourcePartition(),
            window.getSourceOffsetFirst(),
            window.getSourceOffsetLast())
        : null;
  }

  private static List<String> present(MachineNotes notes) {
    Instant newest =
        notes.getSensors().values().stream()
            .map(SensorSearch::getHeardAt)
            .max(Instant::compareTo)
            .orElseThrow();
    return notes.getSensors().entrySet().stream()
        .filter(sensor -> sensor.getValue().getHeardAt().plus(HEARD_WITHIN).isAfter(newest))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private Instant clipEnd(GoodRun run) {
    return run.getStart().plus(rules.clipLength());
  }

  private WantedClip wanted(WindowScore window, GoodRun run) {
    return WantedClip.newBuilder()
        .setMachineId(window.getMachineId())
        .setSensorId(window.getSensorId())
        .setPartition(run.getPartition())
        .setSlot(run.getSlot())
        .setOffsetFirst(run.getOffsetFirst())
        .setOffsetLast(run.getOffsetLast())
        .setFrom(run.getStart())
        .setUntil(clipEnd(run))
        .build();
  }
}
