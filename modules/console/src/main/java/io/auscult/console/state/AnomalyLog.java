/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The anomalies of the last weeks, the last word on each, and what people judged. At most {@value
 * #MOST}: then the oldest that is closed goes. Thread-safe.
 */
public final class AnomalyLog {

  static final int MOST = 5_000;

  private final Map<String, AnomalyEvent> byId = new LinkedHashMap<>();
  private final Map<String, Label> labels = new HashMap<>();
  private long version;

  synchronized void take(AnomalyEvent event) {
    byId.put(event.getAnomalyId(), event);
    version++;
    if (byId.size() > MOST) {
      forgetOne();
    }
  }

  private void forgetOne() {
    Iterator<AnomalyEvent> events = byId.values().iterator();
    while (events.hasNext()) {
      AnomalyEvent event = events.next();
      if (event.getState() == AnomalyState.CLOSED) {
        events.remove();
        return;
      }
    }
  }

  /** Takes a label, or that there is none any more. */
  synchronized void label(String labelId, @Nullable Label label) {
    version++;
    if (label == null || label.getAnomalyId() == null) {
      labels.values().removeIf(known -> known.getLabelId().equals(labelId));
    } else {
      labels.put(label.getAnomalyId(), label);
    }
  }

  /** Changes with everything that is heard. */
  public synchronized long version() {
    return version;
  }

  public synchronized Optional<AnomalyEvent> find(String anomalyId) {
    return Optional.ofNullable(byId.get(anomalyId));
  }

  /** What people judged of an anomaly. */
  public synchronized Optional<Label> labelOf(String anomalyId) {
    return Optional.ofNullable(labels.get(anomalyId));
  }

  /**
   * Anomalies, the latest first.
   *
   * @param machine null: of all
   * @param most so many
   */
  public synchronized List<AnomalyEvent> latest(@Nullable String machine, int most) {
    List<AnomalyEvent> found = new ArrayList<>();
    for (AnomalyEvent event : byId.values()) {
      if (machine == null || event.getMachineId().equals(machine)) {
        found.add(event);
      }
    }
    found.sort(Comparator.comparing(AnomalyEvent::getOpenedAt).reversed());
    return List.copyOf(found.subList(0, Math.min(most, found.size())));
  }
}
