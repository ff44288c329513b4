/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import java.time.Duration;

/** A length of time as people read it. */
final class Seconds {

  private Seconds() {}

  /** {@code 5 s}, {@code 0.5 s}. */
  static String of(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() / 1000.0 + " s";
  }
}
