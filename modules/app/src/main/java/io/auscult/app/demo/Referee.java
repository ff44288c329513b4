/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds the anomalies against the truth. */
final class Referee {

  private final Truth truth;
  private final Instant start;
  private final Duration memory;
  private final Set<String> found = new HashSet<>();
  private final List<String> falseAlarms = new ArrayList<>();
  private int opened;
  private int closed;

  /**
   * @param truth what is really broken
   * @param start when the streams began
   * @param memory how long the pipeline's smoothing remembers: an anomaly that opens so shortly
   *     after a machine recovered is about its fault
   */
  Referee(Truth truth, Instant start, Duration memory) {
    this.truth = truth;
    this.start = start;
    this.memory = memory;
  }

  /** Whether the event is about sound that is really broken. */
  boolean isTrue(AnomalyEvent event) {
    return truth.isBroken(
        event.getMachineId(), Duration.between(start, event.getOpenedAt()), memory);
  }

  /** Takes an event into account. */
  void judge(AnomalyEvent event) {
    if (event.getState() == AnomalyState.OPENED) {
      opened++;
      if (isTrue(event)) {
        found.add(event.getMachineId());
      } else {
        falseAlarms.add(event.getMachineId());
      }
    } else if (event.getState() == AnomalyState.CLOSED) {
      closed++;
    }
  }

  int opened() {
    return opened;
  }

  int closed() {
    return closed;
  }

  /** Broken machines that no anomaly was opened for. */
  Set<String> missed() {
    Set<String> missed = truth.broken();
    missed.removeAll(found);
    return missed;
  }

  /** The machine of each anomaly that opened on healthy sound. */
  List<String> falseAlarms() {
    return List.copyOf(falseAlarms);
  }
}
