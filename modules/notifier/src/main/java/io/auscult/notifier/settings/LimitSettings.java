/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;
import static io.auscult.notifier.settings.Checks.requireBetween;

import io.auscult.cli.YamlSection;
import java.time.Duration;

/**
 * How many events a sink is told in a time; the others are told in a summary when it is over.
 *
 * @param events at least 1
 */
public record LimitSettings(int events, Duration per) {

  public LimitSettings {
    require(events >= 1, "events must be at least 1, is %d".formatted(events));
    requireBetween("per", per, Duration.ofMillis(100), Duration.ofHours(1));
  }

  static LimitSettings read(YamlSection yaml) {
    yaml.only("events", "per");
    return yaml.make(
        () ->
            new LimitSettings(yaml.integer("events"), yaml.duration("per", Duration.ofMinutes(1))));
  }
}
