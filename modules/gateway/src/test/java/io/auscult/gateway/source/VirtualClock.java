/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Sleeping lets time pass at once. */
public final class VirtualClock implements WallClock {

  public Instant now;

  private Duration stepped = Duration.ZERO;

  public VirtualClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  /** Somebody sets the clock: no time passes. */
  public void step(Duration by) {
    now = now.plus(by);
    stepped = stepped.plus(by);
  }

  @Override
  public long nanos() {
    return Duration.between(Instant.EPOCH, now).minus(stepped).toNanos();
  }

  @Override
  public void sleep(Duration duration, CountDownLatch calledOff) {
    now = now.plus(duration);
  }
}
