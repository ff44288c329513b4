/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine, and what follows from it. Of several things that are true the first
 * counts: a person's decision (muted), an open anomaly, a microphone that does not hear, no model,
 * no scores, a window over the threshold. So a dead microphone is never taken for a sound, and a
 * machine that a person has in hand asks for nobody.
 *
 * @param openAnomaly the machine's, if it has one
 * @param conditions of its sensors that have begun and not ended
 * @param newest end of the newest window; null if there was none for a day
 * @param overSince end of the first window of those over the threshold up to the newest; null if
 *     the newest is not over it
 * @param calmSince since when nothing was wrong, if that is known
 */
record Situation(
    @Nullable MachineSettings settings,
    @Nullable AnomalyEvent openAnomaly,
    Collection<SensorHealth> conditions,
    @Nullable Instant newest,
    @Nullable Instant overSince,
    @Nullable Instant calmSince) {

  /** Scores come every few seconds; for so long they may be on their way. */
  static final Duration FRESH = Duration.ofSeconds(30);

  private static final Set<HealthKind> DEAF =
      Set.of(
          HealthKind.STALLED,
          HealthKind.RESTARTING,
          HealthKind.FAILED,
          HealthKind.SILENT,
          HealthKind.CONSTANT,
          HealthKind.OFFLINE);

  Standing at(Instant now) {
    Standing quiet = quiet(now);
    if (quiet != null) {
      return quiet;
    }
    if (openAnomaly != null) {
      return new Standing(MachineState.ANOMALOUS, openAnomaly.getOpenedAt(), "an anomaly is open");
    }
    Optional<SensorHealth> deaf = first(DEAF);
    if (deaf.isPresent()) {
      return of(MachineState.SILENT, deaf.get());
    }
    Optional<SensorHealth> unknown = first(Set.of(HealthKind.UNKNOWN_MACHINE));
    if (unknown.isPresent()) {
      return of(MachineState.UNKNOWN, unknown.get());
    }
    if (newest == null) {
      return new Standing(MachineState.STALE, null, "no score for a day");
    }
    if (newest.isBefore(now.minus(FRESH))) {
      return new Standing(MachineState.STALE, newest, "no score since");
    }
    if (overSince != null) {
      return new Standing(MachineState.SUSPICIOUS, overSince, "over the threshold");
    }
    return new Standing(MachineState.HEALTHY, calmSince, "sounds as it should");
  }

  private @Nullable Standing quiet(Instant now) {
    MachineSettings set = settings;
    if (set == null) {
      return null;
    }
    if (set.getMaintenance()) {
      return new Standing(MachineState.MUTED, null, "under maintenance");
    }
    if (isMuted(set, now)) {
      Instant until = set.getMutedUntil();
      return new Standing(
          MachineState.MUTED,
          set.getMutedFrom(),
          until == null ? "muted until further notice" : "muted until " + until);
    }
    return null;
  }

  /** As the pipeline reads it: a mute that ends before it begins mutes nothing. */
  static boolean isMuted(MachineSettings settings, Instant now) {
    Instant from = settings.getMutedFrom();
    Instant until = settings.getMutedUntil();
    if (from == null && until == null) {
      return false;
    }
    return (from == null || !now.isBefore(from)) && (until == null || now.isBefore(until));
  }

  private Optional<SensorHealth> first(Set<HealthKind> kinds) {
    return conditions.stream()
        .filter(condition -> kinds.contains(condition.getKind()))
        .min(Comparator.comparing(SensorHealth::getSince));
  }

  private static Standing of(MachineState state, SensorHealth condition) {
    String kind = condition.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String detail = condition.getDetail().isEmpty() ? "" : ": " + condition.getDetail();
    return new Standing(state, condition.getSince(), condition.getSubject() + " " + kind + detail);
  }
}
