/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the wall clock and the sample counter of one stream go apart. What is read may be late,
 * never early: of the differences of half a minute the least is taken. That of the first half
 * minute is what the others are held against, since the start may itself have been late.
 */
final class ClockDrift {

  private static final Duration WINDOW = Duration.ofSeconds(30);

  private final Instant startedAt;
  private Duration windowEnd = WINDOW;
  private @Nullable Duration least;
  private @Nullable Duration reference;

  /**
   * @param startedAt when the first sample was captured, by the wall clock
   */
  ClockDrift(Instant startedAt) {
    this.startedAt = startedAt;
  }

  /**
   * A piece was read.
   *
   * @param sound how much sound there has been with it
   * @return how far the wall clock is ahead since the start, when half a minute is over
   */
  @Nullable Skew heard(Instant now, Duration sound) {
    Duration ahead = Duration.between(startedAt.plus(sound), now);
    Duration leastNow = least == null || ahead.compareTo(least) < 0 ? ahead : least;
    least = leastNow;
    if (sound.compareTo(windowEnd) < 0) {
      return null;
    }
    least = null;
    windowEnd = sound.plus(WINDOW);
    if (reference == null) {
      reference = leastNow;
    }
    return new Skew(leastNow.minus(reference), startedAt.plus(sound).plus(leastNow));
  }

  /**
   * A difference.
   *
   * @param ahead of the wall clock; negative if samples came faster than their rate says
   * @param next when the next sample is captured, by the wall clock
   */
  record Skew(Duration ahead, Instant next) {}
}
