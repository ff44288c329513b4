/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka that waits.
 *
 * @param key the record's: a machine's id
 * @param sensor what it is about: a sensor, or for health perhaps a source
 * @param capturedAt when its first sample was captured, to the microsecond
 * @param sound how long it is; zero for health
 * @param value the record's, byte for byte; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka takes an array, and nobody compares records.
public record SpoolRecord(
    Kind kind, String key, String sensor, Instant capturedAt, Duration sound, byte[] value) {

  /** Which topic it is for. */
  public enum Kind {
    AUDIO(1),
    HEALTH(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    /** As it is on disk. */
    byte code() {
      return code;
    }

    static @Nullable Kind of(byte code) {
      return switch (code) {
        case 1 -> AUDIO;
        case 2 -> HEALTH;
        default -> null;
      };
    }
  }
}
