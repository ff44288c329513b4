/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import java.time.Instant;

/**
 * Sound of one sensor without a gap.
 *
 * @param start capture time of the first sample
 * @param sampleRate samples a second
 * @param samples in [-1, 1)
 */
// Sound is large: a stretch wraps the array it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record Stretch(Instant start, int sampleRate, float[] samples) {

  /** Capture time just after the last sample. */
  public Instant end() {
    return start.plusNanos(samples.length * 1_000_000_000L / sampleRate);
  }
}
