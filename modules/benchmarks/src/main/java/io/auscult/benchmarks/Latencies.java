/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latencies, all of them kept. */
final class Latencies {

  private final List<Duration> all = new ArrayList<>();

  void add(Duration latency) {
    all.add(latency);
  }

  /**
   * The nearest-rank percentile.
   *
   * @param percent in (0, 100]
   * @return milliseconds; null if there is nothing
   */
  @Nullable Double percentileMs(double percent) {
    if (all.isEmpty()) {
      return null;
    }
    Collections.sort(all);
    int rank = (int) Math.ceil(percent / 100 * all.size());
    return all.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }
}
