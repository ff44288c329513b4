/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.AnomalyNotice;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Place;
import io.auscult.notifier.event.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a machine is, of all that is open of it. */
enum MachineState {
  /** It sounds wrong. */
  ANOMALOUS,
  /** Nothing is heard of it. */
  OFFLINE,
  /** It is not watched as it should be. */
  IMPAIRED,
  /** Nothing is known to be wrong. */
  HEALTHY;

  /**
   * As JSON.
   *
   * @param at when the last thing ended, if nothing is open
   */
  static Map<String, @Nullable Object> json(
      String machineId, Place place, List<Notice> open, Instant at) {
    Notice worst =
        open.stream()
            .filter(notice -> of(notice) != HEALTHY)
            .min(Comparator.comparing((Notice notice) -> of(notice)).thenComparing(Notice::since))
            .orElse(null);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("machine", machineId);
    json.put("site", place.site());
    json.put("line", place.line());
    json.put("state", (worst == null ? HEALTHY : of(worst)).label());
    json.put("since", (worst == null ? at : worst.since()).toString());
    json.put("severity", worst == null ? null : worst.severity().label());
    json.put(
        "anomaly", worst instanceof AnomalyNotice anomaly ? anomaly.event().getAnomalyId() : null);
    json.put("text", worst == null ? null : worst.text());
    json.put("open", open.stream().map(Notice::kind).distinct().sorted().toList());
    return json;
  }

  private static MachineState of(Notice open) {
    if (open instanceof AnomalyNotice) {
      return ANOMALOUS;
    }
    if (open.kind().equals(HealthKind.OFFLINE.name())) {
      return OFFLINE;
    }
    return open.severity().isAtLeast(Severity.WARNING) ? IMPAIRED : HEALTHY;
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
