/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.pipeline.state.SensorKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Uninterrupted sound of one sensor.
 *
 * @param sensor whose it is
 * @param start when its first sample was captured
 * @param sampleRate in Hz, as captured
 * @param samples S16LE, one channel, at least one
 */
record Sound(SensorKey sensor, Instant start, int sampleRate, ByteBuffer samples) {

  int sampleCount() {
    return samples.remaining() / Short.BYTES;
  }

  Instant end() {
    return timeOf(sampleCount());
  }

  Duration length() {
    return Duration.between(start, end());
  }

  private Instant timeOf(long sample) {
    return start
        .plusSeconds(sample / sampleRate)
        .plusNanos(sample % sampleRate * 1_000_000_000L / sampleRate)
        .truncatedTo(ChronoUnit.MICROS);
  }

  private int sampleAt(Instant time) {
    Duration since = Duration.between(start, time);
    double sample = (since.getSeconds() + since.getNano() / 1e9) * sampleRate;
    return (int) Math.max(0, Math.min(sampleCount(), Math.round(sample)));
  }

  /** Whether it has all of a stretch of time. */
  boolean covers(Instant from, Instant until) {
    // Times are whole microseconds.
    return !from.isBefore(start.minus(1, ChronoUnit.MICROS))
        && !until.isAfter(end().plus(1, ChronoUnit.MICROS));
  }

  /** What lies in a stretch of time; at least a sample of it must. */
  Sound cut(Instant from, Instant until) {
    return samples(sampleAt(from), sampleAt(until));
  }

  /** The middle, so long. */
  Sound middle(int count) {
    int first = (sampleCount() - count) / 2;
    return samples(first, first + count);
  }

  private Sound samples(int first, int end) {
    return new Sound(
        sensor,
        timeOf(first),
        sampleRate,
        samples.slice(samples.position() + first * Short.BYTES, (end - first) * Short.BYTES));
  }
}
