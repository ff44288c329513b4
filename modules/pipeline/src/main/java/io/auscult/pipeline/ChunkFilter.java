/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.time.Instant;

/** Which chunks a pipeline listens to; the others are passed over as if they were not there. */
@FunctionalInterface
public interface ChunkFilter {

  /** All of them. */
  ChunkFilter ALL = (partition, offset, capturedAt) -> true;

  /**
   * Called by several threads.
   *
   * @param partition of {@code auscult.audio}
   * @param offset in it
   * @param capturedAt when the chunk's first sample was captured
   */
  boolean wants(int partition, long offset, Instant capturedAt);
}
