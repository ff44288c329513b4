/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.time.Duration;

/** What waits of one sensor in one segment. */
record Waiting(long records, Duration sound) {

  static final Waiting NOTHING = new Waiting(0, Duration.ZERO);

  Waiting plus(Duration more) {
    return new Waiting(records + 1, sound.plus(more));
  }

  Waiting minus(Duration less) {
    return new Waiting(records - 1, sound.minus(less));
  }
}
