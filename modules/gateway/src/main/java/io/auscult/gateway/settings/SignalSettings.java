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

  static SignalSettings read(YamlSection yaml) {
    yaml.only("silentBelowDbfs", "silentAfter", "clippingShare", "clippingAfter", "constantAfter");
    return yaml.make(
        () ->
            new SignalSettings(
                yaml.number("silentBelowDbfs", -80),
                yaml.duration("silentAfter", Duration.ofSeconds(30)),
                yaml.number("clippingShare", 0.01),
                yaml.duration("clippingAfter", Duration.ofSeconds(5)),
                yaml.duration("constantAfter", Duration.ofSeconds(5))));
  }
}
