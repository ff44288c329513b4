/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the wall clock has gone away from a stream's sample counter. A reader that was late makes
 * the difference larger for a moment, never smaller: what counts is the least of 30 seconds, and
 * how it differs from that of the first 30 seconds. Not thread-safe.
 */
final class ClockDrift {

  static final Duration WINDOW = Duration.ofSeconds(30);

  private final Instant startedAt;
  private Duration windowEnds = WINDOW;
  private @Nullable Duration least;
  private @Nullable Duration first;

  /**
   * @param startedAt what the stream's first sample is dated
   */
  ClockDrift(Instant startedAt) {
    this.startedAt = startedAt;
  }

  /**
   * Sound was read.
   *
   * @param sound since the stream began, by its samples
   * @param now by the wall clock
   * @return how far the wall clock is ahead, once per window; null within one
   */
  @Nullable Duration heard(Duration sound, Instant now) {
    Duration ahead = Duration.between(startedAt.plus(sound), now);
    if (least == null || ahead.compareTo(least) < 0) {
      least = ahead;
    }
    if (sound.compareTo(windowEnds) < 0) {
      return null;
    }
    Duration skew = least;
    least = null;
    windowEnds = sound.plus(WINDOW);
    if (first == null) {
      first = skew;
    }
    return skew.minus(first);
  }
}
