/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** When which machine is really broken, in time since the start of the streams. Thread-safe. */
final class Truth {

  private record Spell(Duration from, Duration until) {}

  private static final Duration OPEN_END = Duration.ofDays(36_500);

  private final Map<String, List<Spell>> spells = new TreeMap<>();

  /** The machine breaks. */
  synchronized void breaks(String machineId, Duration at) {
    spells.computeIfAbsent(machineId, id -> new ArrayList<>()).add(new Spell(at, OPEN_END));
  }

  /** A broken machine is healthy again. */
  synchronized void recovers(String machineId, Duration at) {
    List<Spell> of = spells.get(machineId);
    if (of != null && !of.isEmpty()) {
      of.add(new Spell(of.remove(of.size() - 1).from(), at));
    }
  }

  /**
   * Whether the machine is broken, or was until just now.
   *
   * @param memory how long a spell is remembered
   */
  synchronized boolean isBroken(String machineId, Duration at, Duration memory) {
    return spells.getOrDefault(machineId, List.of()).stream()
        .anyMatch(
            spell ->
                at.compareTo(spell.from()) > 0 && at.compareTo(spell.until().plus(memory)) < 0);
  }

  /** The machines that have broken. */
  synchronized Set<String> broken() {
    return new TreeSet<>(spells.keySet());
  }
}
