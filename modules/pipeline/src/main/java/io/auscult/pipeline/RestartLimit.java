/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lets something be tried again, but not for ever. Thread-safe. */
public final class RestartLimit {

  private final int most;
  private final Duration within;
  private final Deque<Instant> restarts = new ArrayDeque<>();

  /**
   * @param most so many restarts
   * @param within in so much time
   */
  public RestartLimit(int most, Duration within) {
    this.most = most;
    this.within = within;
  }

  /** Whether one more restart is allowed; if so, it counts. */
  public synchronized boolean isAllowed(Instant now) {
    Instant oldest = now.minus(within);
    while (!restarts.isEmpty() && restarts.peekFirst().isBefore(oldest)) {
      restarts.removeFirst();
    }
    if (restarts.size() >= most) {
      return false;
    }
    restarts.addLast(now);
    return true;
  }
}
