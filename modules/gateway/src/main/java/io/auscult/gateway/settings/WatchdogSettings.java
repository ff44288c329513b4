/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import java.time.Duration;

/**
 * When a source is given up and tried again.
 *
 * @param stalledAfter without sound for so long, a source is closed and opened again
 * @param restartFirst the first wait before it is opened again; each further one is twice as long
 * @param restartMost the longest wait
 * @param failedAfter so many times in a row in vain, it is called failed; it is still tried
 */
public record WatchdogSettings(
    Duration stalledAfter, Duration restartFirst, Duration restartMost, int failedAfter) {

  /** What goes without saying. */
  public static WatchdogSettings standard() {
    return new WatchdogSettings(
        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 10);
  }
}
