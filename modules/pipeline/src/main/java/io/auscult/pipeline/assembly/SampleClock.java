/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.SensorCursor;
import java.time.Instant;

/** Capture times, counted in samples from the start of a segment. */
final class SampleClock {

  private SampleClock() {}

  /**
   * @param cursor whose segment
   * @param sample index in the segment
   * @param sampleRate in Hz
   */
  static Instant timeOf(SensorCursor cursor, long sample, long sampleRate) {
    return cursor
        .getSegmentStart()
        .plusSeconds(sample / sampleRate)
        .plusNanos(sample % sampleRate * 1_000_000_000L / sampleRate);
  }
}
