/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Sleeping lets time pass at once. */
public final class VirtualClock implements WallClock {

  public Instant now;

  public VirtualClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void sleep(Duration duration, CountDownLatch calledOff) {
    now = now.plus(duration);
  }
}
