/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;

/** Learns what a spool could not keep; on the threads of those that use it: return quickly. */
public interface SpoolListener {

  /** Does nothing. */
  SpoolListener NONE = new SpoolListener() {};

  /** Why a record was given up. */
  enum Reason {
    /** It was the oldest, and there was no room for a new one. */
    DROPPED,
    /** It was new, and there was no room. */
    REJECTED,
    /** It was new, and the disk would not take it. */
    DISK
  }

  /** A record was given up before Kafka had it. */
  default void lost(String sensor, Duration sound, Reason reason) {}

  /** So many bytes of a segment make no sense, and are passed over. */
  default void corrupt(SpoolPosition from, long bytes) {}
}
