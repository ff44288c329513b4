/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Phase;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.settings.LimitSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many events pass in a time and sums the others up when it is over. The end of what was
 * told always passes: a receiver must not wait for it for ever.
 */
final class RateLimit {

  private final @Nullable LimitSettings limit;
  private final InstantSource clock;
  private final Set<String> untold = new HashSet<>();
  private Instant windowEnd = Instant.MIN;
  private int passed;
  private @Nullable Held held;

  /** What was held back in the present time. */
  private static final class Held {
    private final String firstId;
    private final Instant from;
    private final TreeMap<String, Integer> events = new TreeMap<>();
    private final TreeSet<String> machines = new TreeSet<>();
    private Instant until;

    Held(String firstId, Instant from) {
      this.firstId = firstId;
      this.from = from;
      this.until = from;
    }
  }

  /**
   * @param limit null for none
   */
  RateLimit(@Nullable LimitSettings limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
  }

  /** Whether the event may be told. To be asked once for each; one that may not is summed up. */
  boolean admits(Notice notice) {
    if (limit == null) {
      return true;
    }
    Instant now = clock.instant();
    if (!now.isBefore(windowEnd) && held == null) {
      windowEnd = now.plus(limit.per());
      passed = 0;
    }
    boolean isEnd = notice.phase() == Phase.ENDS;
    boolean isEndOfUntold = isEnd && untold.remove(notice.condition());
    if ((isEnd && !isEndOfUntold) || (passed < limit.events() && held == null)) {
      passed++;
      untold.remove(notice.condition());
      return true;
    }
    if (!isEnd) {
      untold.add(notice.condition());
    }
    hold(notice, now);
    return false;
  }

  private void hold(Notice notice, Instant now) {
    Held holding = held;
    if (holding == null) {
      holding = new Held(notice.id(), now);
      held = holding;
    }
    holding.events.merge(notice.type(), 1, Integer::sum);
    holding.machines.add(notice.machineId());
    holding.until = now;
  }

  /** Whether something was held back of which nobody was told yet. */
  boolean isHolding() {
    return held != null;
  }

  /** What is to be told now of what was held back; null for nothing. */
  @Nullable Summary due() {
    Held holding = held;
    if (limit == null || holding == null || clock.instant().isBefore(windowEnd)) {
      return null;
    }
    int count = holding.events.values().stream().mapToInt(Integer::intValue).sum();
    return new Summary(
        holding.firstId + ".more." + count,
        holding.events,
        holding.machines,
        holding.from,
        holding.until,
        limit.per());
  }

  /** The summary has been told. */
  void summarized() {
    held = null;
  }

  /** What was held back will be read again. */
  void reset() {
    held = null;
    untold.clear();
  }
}
