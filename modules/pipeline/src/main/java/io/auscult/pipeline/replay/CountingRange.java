/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import io.auscult.pipeline.ChunkFilter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the chunks of a range. One that is read again after a failure counts once. */
final class CountingRange implements ChunkFilter {

  /**
   * How far a partition has been counted.
   *
   * @param next the first offset that has not been
   * @param chunks so many were of the range
   */
  private record Count(long next, long chunks) {}

  private final ReplayRange range;
  private final Map<Integer, Count> counts = new ConcurrentHashMap<>();

  CountingRange(ReplayRange range) {
    this.range = range;
  }

  @Override
  public boolean wants(int partition, long offset, Instant capturedAt) {
    boolean wanted = range.wants(partition, offset, capturedAt);
    if (wanted) {
      counts.merge(
          partition,
          new Count(offset + 1, 1),
          (before, one) ->
              offset < before.next() ? before : new Count(offset + 1, before.chunks() + 1));
    }
    return wanted;
  }

  long chunks() {
    return counts.values().stream().mapToLong(Count::chunks).sum();
  }
}
