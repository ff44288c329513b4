/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import io.auscult.pipeline.ChunkFilter;
import java.time.Instant;
import java.util.Map;

/**
 * The sound that a replay hears: what was captured in a time, as far as it had arrived when the
 * replay began.
 *
 * @param from the first capture time
 * @param to the first one after it
 * @param ends by partition, the first offset that is too new
 */
record ReplayRange(Instant from, Instant to, Map<Integer, Long> ends) implements ChunkFilter {

  ReplayRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "nothing can be captured from %s to %s".formatted(from, to));
    }
    ends = Map.copyOf(ends);
  }

  @Override
  public boolean wants(int partition, long offset, Instant capturedAt) {
    return offset < ends.getOrDefault(partition, 0L)
        && !capturedAt.isBefore(from)
        && capturedAt.isBefore(to);
  }
}
