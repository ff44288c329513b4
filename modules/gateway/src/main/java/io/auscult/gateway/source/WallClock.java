/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time as the gateway sees it; exchanged in tests. */
public interface WallClock {

  Instant now();

  /** Nanoseconds on a clock that nobody sets, from any beginning. */
  long nanos();

  /** Waits for a time, or until it is called off. */
  void sleep(Duration duration, CountDownLatch calledOff) throws InterruptedException;

  /** The system's time, which somebody may set. */
  static WallClock system() {
    return new WallClock() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration duration, CountDownLatch calledOff) throws InterruptedException {
        boolean unused = calledOff.await(duration.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }

  /** The system's time when this was called, and a steady clock from then on. */
  static WallClock steady() {
    Instant anchor = Instant.now();
    long nanos = System.nanoTime();
    return new WallClock() {
      @Override
      public Instant now() {
        return anchor.plusNanos(System.nanoTime() - nanos);
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration duration, CountDownLatch calledOff) throws InterruptedException {
        boolean unused = calledOff.await(duration.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }
}
