/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.settings.ClockSettings;
import io.auscult.gateway.settings.SignalSettings;
import io.auscult.gateway.settings.WatchdogSettings;

/**
 * When something is wrong with a source or with what its sensors hear.
 *
 * @param watchdog when no sound comes
 * @param signal when the sound is no good
 * @param clock when the sample counter and the wall clock go apart
 */
public record CaptureRules(WatchdogSettings watchdog, SignalSettings signal, ClockSettings clock) {

  /** What holds where nothing is said. */
  public static CaptureRules standard() {
    return new CaptureRules(
        WatchdogSettings.standard(), SignalSettings.standard(), ClockSettings.standard());
  }
}
