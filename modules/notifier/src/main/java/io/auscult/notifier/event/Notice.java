/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import java.time.Instant;

/** One event that somebody may want to know of. */
public sealed interface Notice permits AnomalyNotice, HealthNotice {

  /** The kind of an {@link AnomalyNotice}. */
  String ANOMALY = "ANOMALY";

  /** Stable: the same event has the same id however often it is read. */
  String id();

  /** What happened, for machines: {@code anomaly.opened}, {@code health.begin}, ... */
  String type();

  /** {@link #ANOMALY}, or the name of a {@link io.auscult.contracts.HealthKind}. */
  String kind();

  String machineId();

  Place place();

  Severity severity();

  Phase phase();

  /** Event time of this event. */
  Instant at();

  /** Event time at which it began what this is an event of. */
  Instant since();

  /**
   * The key of what begins and ends. Of a machine's anomalies at most one is open, so they share
   * one key.
   */
  String condition();

  /** Whether it tells of the same thing as another notice with the same {@link #condition}. */
  boolean isSameAs(Notice other);

  /** One line for a person. */
  String text();
}
