/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Learns how one sink fares. Called from the sink's thread; must not block. */
public interface SinkListener {

  /**
   * An event was told.
   *
   * @param age since it was written to Kafka
   */
  void delivered(Duration age);

  /** A try failed; it is made again. */
  void failed();

  /** An event is never taken; it was given up. */
  void refused();

  /** An event was beyond the limit. */
  void limited();

  /** A record could not be read and was left out. */
  void unreadable();

  /**
   * Whether the sink takes what it is sent.
   *
   * @param why it does not; null: it does
   */
  void sink(@Nullable String why);

  /**
   * Whether events are read.
   *
   * @param why they are not; null: they are
   */
  void kafka(@Nullable String why);

  /** How many records wait, and how many conditions are open of which the sink was told. */
  void state(long lag, int open);
}
