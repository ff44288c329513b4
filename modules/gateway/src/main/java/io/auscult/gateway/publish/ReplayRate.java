/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Holds a backlog back, so that it takes neither the plant's network nor the brokers from the
 * others: for every sensor, so many seconds of sound a second. Live sound is slower than that by
 * far and never waits. Not thread-safe.
 */
final class ReplayRate {

  /** What was not used is not saved up for longer than this. */
  private static final long BURST_NANOS = Duration.ofSeconds(1).toNanos();

  private final double speed;
  private final LongSupplier nanoTime;
  private final Set<String> sensors = new HashSet<>();
  private long freeAt;

  /**
   * @param speed times real time
   * @param nanoTime a steady clock
   */
  ReplayRate(double speed, LongSupplier nanoTime) {
    this.speed = speed;
    this.nanoTime = nanoTime;
    freeAt = nanoTime.getAsLong() - BURST_NANOS;
  }

  /** Counts sound of a sensor, and tells how long to wait before it is sent. */
  Duration take(String sensor, Duration sound) {
    sensors.add(sensor);
    long now = nanoTime.getAsLong();
    long cost = Math.round(sound.toNanos() / (speed * sensors.size()));
    freeAt = Math.max(freeAt, now - BURST_NANOS) + cost;
    return Duration.ofNanos(Math.max(0, freeAt - now));
  }
}
