/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latencies of a short run, all of them kept. */
final class Latencies {

  private final List<Duration> all = new ArrayList<>();

  void add(Duration latency) {
    all.add(latency);
  }

  long count() {
    return all.size();
  }

  /**
   * The nearest-rank percentile.
   *
   * @param percent in (0, 100]
   * @return milliseconds; null if there is nothing yet
   */
  @Nullable Double percentileMs(double percent) {
    if (all.isEmpty()) {
      return null;
    }
    List<Duration> sorted = all.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }
}
