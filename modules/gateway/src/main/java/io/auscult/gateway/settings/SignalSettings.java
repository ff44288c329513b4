/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import java.time.Duration;

/**
 * What sound a working microphone does not make.
 *
 * @param silentBelowDbfs level under which it is silent, dB relative to full scale
 * @param silentAfter for so long
 * @param clippingShare share of samples at full scale from which it clips, above 0 to 1
 * @param clippingAfter for so long
 * @param constantAfter so long no sample differs from the one before
 */
public record SignalSettings(
    double silentBelowDbfs,
    Duration silentAfter,
    double clippingShare,
    Duration clippingAfter,
    Duration constantAfter) {

  /** What goes without saying. */
  public static SignalSettings standard() {
    return new SignalSettings(
        -80, Duration.ofSeconds(30), 0.01, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }
}
