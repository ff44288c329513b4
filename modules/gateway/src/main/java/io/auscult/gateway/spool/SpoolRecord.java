/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;

/**
 * A record of Kafka that waits.
 *
 * @param kind which topic it is for
 * @param key the machine id, at most {@value #MOST_NAME_BYTES} bytes of UTF-8
 * @param sensor what it is about, at most {@value #MOST_NAME_BYTES} bytes of UTF-8
 * @param capturedAt of its first sample, cut to the microsecond
 * @param sound its length, cut to the microsecond; zero for health
 * @param value the bytes of the Kafka record's value; not copied
 */
// Sound is large: a record wraps the array it is given, and compares its bytes.
@SuppressWarnings("ArrayRecordComponent")
public record SpoolRecord(
    Kind kind, String key, String sensor, Instant capturedAt, Duration sound, byte[] value) {

  /** What a name may take. */
  public static final int MOST_NAME_BYTES = 1024;

  /** What the value is. */
  public enum Kind {
    /** An {@code AudioChunk}. */
    AUDIO,
    /** A {@code SensorHealth}. */
    HEALTH
  }

  /**
   * Validates.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public SpoolRecord {
    checkName("key", key);
    checkName("sensor", sensor);
    capturedAt = capturedAt.truncatedTo(ChronoUnit.MICROS);
    sound = sound.truncatedTo(ChronoUnit.MICROS);
    if (sound.isNegative()) {
      throw new IllegalArgumentException("sound must not be negative, is " + sound);
    }
  }

  private static void checkName(String what, String name) {
    int bytes = name.getBytes(UTF_8).length;
    if (bytes > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "%s must be at most %d bytes of UTF-8, is %d".formatted(what, MOST_NAME_BYTES, bytes));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpoolRecord that
        && kind == that.kind
        && key.equals(that.key)
        && sensor.equals(that.sensor)
        && capturedAt.equals(that.capturedAt)
        && sound.equals(that.sound)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, key, sensor, capturedAt, sound, Arrays.hashCode(value));
  }

  @Override
  public String toString() {
    return "%s of %s at %s, %s, %d bytes".formatted(kind, sensor, capturedAt, sound, value.length);
  }
}
