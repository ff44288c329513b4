/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long each time, up to a limit, and between half of
 * that and all of it at random, so that sources which died together do not come back together.
 */
public final class Backoff {

  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** It failed once more: the wait before the next try. */
  public Duration next() {
    double doubled = 1L << Math.min(failures, MOST_DOUBLINGS);
    failures++;
    double limit = Math.min((double) first.toNanos() * doubled, (double) most.toNanos());
    return Duration.ofNanos((long) (limit * (0.5 + 0.5 * random.nextDouble())));
  }

  /** Failures in a row. */
  public int failures() {
    return failures;
  }

  /** It works again. */
  public void reset() {
    failures = 0;
  }
}
