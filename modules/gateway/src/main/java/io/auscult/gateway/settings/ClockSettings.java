/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import java.time.Duration;

/**
 * What is done about a sample counter that leaves the wall clock.
 *
 * @param reportSkew from so much on it is reported
 * @param newStreamAt from so much on a new stream begins, at the wall clock's time
 */
public record ClockSettings(Duration reportSkew, Duration newStreamAt) {

  /** What goes without saying. */
  public static ClockSettings standard() {
    return new ClockSettings(Duration.ofMillis(500), Duration.ofSeconds(10));
  }
}
