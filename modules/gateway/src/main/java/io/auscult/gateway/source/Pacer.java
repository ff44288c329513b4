/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Lets sound pass no faster than it would be captured, or faster by a factor. One that fell behind
 * does not wait until it has caught up: nothing is skipped.
 */
public final class Pacer {

  private final double speed;
  private final WallClock clock;
  private final Instant startedAt;
  private final CountDownLatch calledOff = new CountDownLatch(1);

  /**
   * Begins to count.
   *
   * @param speed seconds of sound a second; 0: as fast as possible
   */
  public Pacer(double speed, WallClock clock) {
    if (!(speed >= 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException("speed must be 0 (flat out) or more, not " + speed);
    }
    this.speed = speed;
    this.clock = clock;
    this.startedAt = clock.now();
  }

  /** When it began. */
  public Instant startedAt() {
    return startedAt;
  }

  /** How much sound may have passed since the start; none if it passes as fast as possible. */
  Duration passed() {
    return Duration.ofNanos(Math.round(Duration.between(startedAt, clock.now()).toNanos() * speed));
  }

  /**
   * Waits until so much sound may have passed since the start.
   *
   * @return false if the waiting was called off
   */
  boolean await(Duration sound) throws InterruptedException {
    if (speed > 0) {
      Instant due = startedAt.plusNanos(Math.round(sound.toNanos() / speed));
      Duration left = Duration.between(clock.now(), due);
      while (left.compareTo(Duration.ZERO) > 0 && calledOff.getCount() > 0) {
        clock.sleep(left, calledOff);
        left = Duration.between(clock.now(), due);
      }
    }
    return calledOff.getCount() > 0;
  }

  /** Ends all waiting, now and later; from any thread. */
  void callOff() {
    calledOff.countDown();
  }
}
