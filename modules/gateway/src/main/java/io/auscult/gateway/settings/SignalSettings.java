/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requirePositive;

import io.auscult.cli.YamlSection;
import java.time.Duration;

/**
 * When the sound of a sensor is reported as no good. Each lasts for so long before it is.
 *
 * @param silentBelowDbfs level in dB of full scale, below 0, under which there is silence
 * @param silentAfter of silence
 * @param clippingShare of the samples at full scale, over 0 to 1, from which on it clips
 * @param clippingAfter of clipping
 * @param constantAfter of one and the same sample value
 */
public record SignalSettings(
    double silentBelowDbfs,
    Duration silentAfter,
    double clippingShare,
    Duration clippingAfter,
    Duration constantAfter) {

  public SignalSettings {
    require(
        silentBelowDbfs < 0 && silentBelowDbfs >= -200,
        "silentBelowDbfs must be -200 to below 0, is %s".formatted(silentBelowDbfs));
    requirePositive("silentAfter", silentAfter);
    require(
        clippingShare > 0 && clippingShare <= 1,
        "clippingShare must be over 0 and at most 1, is %s".formatted(clippingShare));
    requirePositive("clippingAfter", clippingAfter);
    requirePositive("constantAfter", constantAfter);
  }

  /** What holds where nothing is said. */
  public static SignalSettings standard() {
    return new SignalSettings(
        -80, Duration.ofSeconds(30), 0.01, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  static SignalSettings read(YamlSection yaml) {
    yaml.only("silentBelowDbfs", "silentAfter", "clippingShare", "clippingAfter", "constantAfter");
    SignalSettings standard = standard();
    return yaml.make(
        () ->
            new SignalSettings(
                yaml.number("silentBelowDbfs", standard.silentBelowDbfs()),
                yaml.duration("silentAfter", standard.silentAfter()),
                yaml.number("clippingShare", standard.clippingShare()),
                yaml.duration("clippingAfter", standard.clippingAfter()),
                yaml.duration("constantAfter", standard.constantAfter())));
  }
}
