/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.Label;
import io.auscult.contracts.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When people said that a machine was really wrong, and when that it was not. */
public final class Judgements {

  private final Map<String, List<Span>> real = new HashMap<>();
  private final Map<String, List<Span>> wrong = new HashMap<>();

  /**
   * Reads them.
   *
   * @param labels what people said
   * @param anomalies the last event of each anomaly, by its id: when it was. A label of another one
   *     says nothing
   */
  public static Judgements of(Collection<Label> labels, Map<String, AnomalyEvent> anomalies) {
    Judgements judgements = new Judgements();
    for (Label label : labels) {
      Span when = when(label, anomalies);
      if (when != null && label.getVerdict() != Verdict.UNKNOWN) {
        (label.getVerdict() == Verdict.REAL ? judgements.real : judgements.wrong)
            .computeIfAbsent(label.getMachineId(), machine -> new ArrayList<>())
            .add(when);
      }
    }
    return judgements;
  }

  private static @Nullable Span when(Label label, Map<String, AnomalyEvent> anomalies) {
    if (label.getAnomalyId() == null) {
      return new Span(label.getFrom(), label.getUntil());
    }
    AnomalyEvent last = anomalies.get(label.getAnomalyId());
    if (last == null) {
      return null;
    }
    Instant until = last.getClosedAt() == null ? last.getLastAt() : last.getClosedAt();
    return new Span(last.getOpenedAt(), until);
  }

  /** When the machine was really wrong. */
  List<Span> real(String machine) {
    return real.getOrDefault(machine, List.of());
  }

  /** When the machine was well, whatever an anomaly said. */
  List<Span> wrong(String machine) {
    return wrong.getOrDefault(machine, List.of());
  }
}
