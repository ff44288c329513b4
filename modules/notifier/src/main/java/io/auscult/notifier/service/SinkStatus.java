/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import org.jspecify.annotations.Nullable;

/** How one sink fares at present. Thread-safe. */
final class SinkStatus {

  private static final String NOT_YET = "no connection yet";

  private volatile @Nullable String sinkFailure = NOT_YET;
  private volatile @Nullable String kafkaFailure = NOT_YET;
  private volatile long lag;
  private volatile int open;

  void sink(@Nullable String why) {
    sinkFailure = why;
  }

  void kafka(@Nullable String why) {
    kafkaFailure = why;
  }

  void state(long lag, int open) {
    this.lag = lag;
    this.open = open;
  }

  /** Why the sink takes nothing; null: it does. */
  @Nullable String sinkFailure() {
    return sinkFailure;
  }

  /** Why no events are read for it; null: they are. */
  @Nullable String kafkaFailure() {
    return kafkaFailure;
  }

  long lag() {
    return lag;
  }

  int open() {
    return open;
  }
}
