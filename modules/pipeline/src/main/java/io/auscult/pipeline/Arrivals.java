/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.state.SensorKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * When the sensors of a task were last heard from, by the clock on the wall. That a sensor is
 * silent can be told only while the task has read all there is: what it has not read yet may be of
 * that sensor, and while no broker answers nobody knows.
 */
final class Arrivals {

  static final Duration OFFLINE_AFTER = Duration.ofSeconds(30);

  private final Map<SensorKey, Instant> heard = new HashMap<>();
  private final Instant begin;
  private long position = -1;
  private Instant listeningSince;
  private boolean caughtUp;

  /**
   * @param begin since when this task reads
   */
  Arrivals(Instant begin) {
    this.begin = begin;
    this.listeningSince = begin;
  }

  /** A sensor was heard from, or is expected to be. */
  void heard(SensorKey sensor, Instant now) {
    heard.put(sensor, now);
  }

  /** A record was read. */
  void read(long offset) {
    position = offset + 1;
  }

  /**
   * Sensors that have been silent for too long, each once until it is heard again.
   *
   * @param end where the partition ends, as far as anybody knows
   */
  Map<SensorKey, Instant> goneSilent(Instant now, OptionalLong end) {
    boolean upToDate = end.isPresent() && hasRead(end.getAsLong(), now);
    if (upToDate && !caughtUp) {
      listeningSince = now;
    }
    caughtUp = upToDate;
    Map<SensorKey, Instant> silent = new HashMap<>();
    if (caughtUp && !now.isBefore(listeningSince.plus(OFFLINE_AFTER))) {
      Instant latest = now.minus(OFFLINE_AFTER);
      heard.forEach(
          (sensor, at) -> {
            if (!at.isAfter(latest)) {
              silent.put(sensor, at);
            }
          });
      List<SensorKey> told = new ArrayList<>(silent.keySet());
      told.forEach(heard::remove);
    }
    return silent;
  }

  private boolean hasRead(long end, Instant now) {
    // A task that has got no record since it began, though brokers answer, had read all before.
    return position < 0 ? !now.isBefore(begin.plus(OFFLINE_AFTER)) : position >= end;
  }
}
