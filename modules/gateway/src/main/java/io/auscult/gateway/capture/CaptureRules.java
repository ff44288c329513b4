/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.settings.ClockSettings;
import io.auscult.gateway.settings.SignalSettings;
import io.auscult.gateway.settings.WatchdogSettings;

/** What is told of a source and its sensors, and done about it. */
public record CaptureRules(WatchdogSettings watchdog, SignalSettings signal, ClockSettings clock) {

  /** What holds where nothing is said. */
  public static CaptureRules standard() {
    return new CaptureRules(
        WatchdogSettings.standard(), SignalSettings.standard(), ClockSettings.standard());
  }
}
