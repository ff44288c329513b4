/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requirePositive;

import io.auscult.cli.YamlSection;
import java.time.Duration;

/**
 * What happens when the sample counter and the wall clock go apart.
 *
 * @param reportSkew the difference that is reported
 * @param newStreamAt the difference at which a new stream begins, with the wall clock's time; more
 *     than what is reported
 */
public record ClockSettings(Duration reportSkew, Duration newStreamAt) {

  public ClockSettings {
    requirePositive("reportSkew", reportSkew);
    require(newStreamAt.compareTo(reportSkew) > 0, "newStreamAt must be longer than reportSkew");
  }

  /** What holds where nothing is said. */
  public static ClockSettings standard() {
    return new ClockSettings(Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  static ClockSettings read(YamlSection yaml) {
    yaml.only("reportSkew", "newStreamAt");
    ClockSettings standard = standard();
    return yaml.make(
        () ->
            new ClockSettings(
                yaml.duration("reportSkew", standard.reportSkew()),
                yaml.duration("newStreamAt", standard.newStreamAt())));
  }
}
