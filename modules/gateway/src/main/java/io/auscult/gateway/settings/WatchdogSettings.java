/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requirePositive;

import io.auscult.cli.YamlSection;
import java.time.Duration;

/**
 * What happens to a source that gives no sound.
 *
 * @param stalledAfter so long without a sample, it counts as stalled and is restarted
 * @param restartFirst the wait before the first restart; it doubles with each further one
 * @param restartMost the longest wait
 * @param failedAfter so many restarts in a row without sound, it counts as failed; it is tried on
 */
public record WatchdogSettings(
    Duration stalledAfter, Duration restartFirst, Duration restartMost, int failedAfter) {

  public WatchdogSettings {
    requirePositive("stalledAfter", stalledAfter);
    requirePositive("restartFirst", restartFirst);
    require(
        restartMost.compareTo(restartFirst) >= 0,
        "restartMost must not be shorter than restartFirst");
    require(failedAfter >= 1, "failedAfter must be at least 1, is %d".formatted(failedAfter));
  }

  /** What holds where nothing is said. */
  public static WatchdogSettings standard() {
    return new WatchdogSettings(
        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 10);
  }

  static WatchdogSettings read(YamlSection yaml) {
    yaml.only("stalledAfter", "restartFirst", "restartMost", "failedAfter");
    WatchdogSettings standard = standard();
    return yaml.make(
        () ->
            new WatchdogSettings(
                yaml.duration("stalledAfter", standard.stalledAfter()),
                yaml.duration("restartFirst", standard.restartFirst()),
                yaml.duration("restartMost", standard.restartMost()),
                yaml.integer("failedAfter", standard.failedAfter())));
  }
}
