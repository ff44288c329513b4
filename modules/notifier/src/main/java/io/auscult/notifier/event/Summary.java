/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands for events beyond a sink's limit.
 *
 * @param id that of the first of them, and their number: stable for the same events
 * @param events how many, by type
 * @param machines whose
 * @param from when the first was held back, wall clock
 * @param until when the last was
 * @param per the limit's time
 */
public record Summary(
    String id,
    SortedMap<String, Integer> events,
    SortedSet<String> machines,
    Instant from,
    Instant until,
    Duration per) {

  public Summary {
    events = new TreeMap<>(events);
    machines = new TreeSet<>(machines);
  }

  /** How many events. */
  public int count() {
    return events.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** One line for a person. */
  public String text() {
    return "%d more %s of %d %s in the last %s"
        .formatted(
            count(),
            count() == 1 ? "event" : "events",
            machines.size(),
            machines.size() == 1 ? "machine" : "machines",
            Lengths.text(per));
  }
}
