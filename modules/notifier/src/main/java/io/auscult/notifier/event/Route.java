/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events go to a sink: those that every part lets through. An empty part lets all through.
 *
 * @param kinds {@link Notice#ANOMALY} or names of {@link io.auscult.contracts.HealthKind}
 * @param severity the least
 */
public record Route(
    List<Glob> sites, List<Glob> lines, List<Glob> machines, Set<String> kinds, Severity severity) {

  /** Everything. */
  public static final Route ALL =
      new Route(List.of(), List.of(), List.of(), Set.of(), Severity.INFO);

  public Route {
    sites = List.copyOf(sites);
    lines = List.copyOf(lines);
    machines = List.copyOf(machines);
    kinds = Set.copyOf(kinds);
  }

  public boolean matches(Notice notice) {
    return any(sites, notice.place().site())
        && any(lines, notice.place().line())
        && any(machines, notice.machineId())
        && (kinds.isEmpty() || kinds.contains(notice.kind()))
        && notice.severity().isAtLeast(severity);
  }

  private static boolean any(List<Glob> globs, @Nullable String text) {
    return globs.isEmpty() || (text != null && globs.stream().anyMatch(glob -> glob.matches(text)));
  }
}
