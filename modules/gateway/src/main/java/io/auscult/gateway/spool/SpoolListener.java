/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears what a spool loses, on the thread that wrote or read: return quickly. */
public interface SpoolListener {

  /** Does nothing. */
  SpoolListener NONE = new SpoolListener() {};

  /** Why records were given up. */
  enum Reason {
    /** The spool or its disk is full, and the oldest make room. */
    DROPPED_OLDEST,
    /** The spool or its disk is full, and new ones are not taken. */
    REJECTED,
    /** The disk takes nothing, for another reason than that it is full. */
    DISK_ERROR,
    /** One record is larger than a segment. */
    TOO_LARGE,
    /** The spool was closed before. */
    CLOSED
  }

  /**
   * Records were given up that are not acknowledged. With {@link Reason#DROPPED_OLDEST} some of
   * them may be on their way to Kafka and arrive all the same.
   *
   * @param sensor what they were about
   * @param records how many
   * @param sound their length
   */
  default void dropped(String sensor, long records, Duration sound, Reason reason) {}

  /**
   * What is on the disk is not what was written, and was skipped.
   *
   * @param sensor what the record was about, null if that too is damaged
   * @param segment the file
   * @param offset of the first damaged byte
   * @param bytes how many were skipped
   */
  default void corrupt(@Nullable String sensor, Path segment, int offset, long bytes) {}

  /** A record was half written when the process or the power ended, and was cut off. */
  default void cutOff(Path segment, int offset, long bytes) {}
}
