/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Warns once a minute, however often something goes wrong. Not thread-safe. */
final class TroubleLog {

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private long lastAt;
  private long unsaid = -1;

  TroubleLog(Logger log) {
    this.log = log;
  }

  void warn(String what) {
    long now = System.nanoTime();
    if (unsaid < 0 || now - lastAt >= PAUSE_NANOS) {
      log.warn("{} alsoSinceLastWarning={}", what, Math.max(unsaid, 0));
      lastAt = now;
      unsaid = 0;
    } else {
      unsaid++;
    }
  }
}
