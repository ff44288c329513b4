/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.SensorCursor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Capture times, counted in samples from the start of a segment. */
final class SampleClock {

  private SampleClock() {}

  /**
   * @param cursor whose segment
   * @param sample index in the segment
   * @param sampleRate that the index counts at, in Hz
   */
  static Instant timeOf(SensorCursor cursor, long sample, long sampleRate) {
    return cursor
        .getSegmentStart()
        .plusSeconds(sample / sampleRate)
        .plusNanos(sample % sampleRate * 1_000_000_000L / sampleRate);
  }

  /** Capture time just after the last sample that was taken; null if none ever was. */
  static @Nullable Instant heardUntil(SensorCursor cursor) {
    return cursor.getSamples() == 0
        ? cursor.getHeardUntil()
        : timeOf(cursor, cursor.getSamples(), cursor.getSampleRate());
  }
}
