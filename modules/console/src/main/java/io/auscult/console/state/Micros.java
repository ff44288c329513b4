/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as microseconds since 1970, as the records have them. */
final class Micros {

  private Micros() {}

  static long of(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
