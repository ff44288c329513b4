/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;
import static io.auscult.notifier.settings.Checks.requireBetween;

import io.auscult.cli.YamlSection;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before something is tried again: twice as long each time, up to a limit, and
 * between half of that and all of it at random, so that notifiers that failed together do not come
 * back together.
 *
 * @param giveUpAfter so long over the same event a receiver may break down, until that is given up
 *     and the next one follows; null: for ever
 */
public record RetrySettings(Duration first, Duration most, @Nullable Duration giveUpAfter) {

  private static final int MOST_DOUBLINGS = 30;

  public RetrySettings {
    requireBetween("first", first, Duration.ofMillis(1), Duration.ofMinutes(10));
    requireBetween("most", most, Duration.ofMillis(1), Duration.ofHours(1));
    require(most.compareTo(first) >= 0, "most must not be shorter than first");
    if (giveUpAfter != null) {
      requireBetween("giveUpAfter", giveUpAfter, Duration.ofSeconds(1), Duration.ofDays(90));
    }
  }

  /** What holds where nothing is said. */
  public static RetrySettings standard() {
    return new RetrySettings(Duration.ofSeconds(1), Duration.ofMinutes(1), null);
  }

  /**
   * The wait before the next try.
   *
   * @param failures in a row, at least 1
   */
  public Duration after(int failures, RandomGenerator random) {
    double doubled = 1L << Math.min(failures - 1, MOST_DOUBLINGS);
    double limit = Math.min((double) first.toNanos() * doubled, (double) most.toNanos());
    return Duration.ofNanos((long) (limit * (0.5 + 0.5 * random.nextDouble())));
  }

  static RetrySettings read(YamlSection yaml) {
    yaml.only("first", "most", "giveUpAfter");
    RetrySettings standard = standard();
    return yaml.make(
        () ->
            new RetrySettings(
                yaml.duration("first", standard.first()),
                yaml.duration("most", standard.most()),
                yaml.has("giveUpAfter") ? yaml.duration("giveUpAfter", Duration.ZERO) : null));
  }
}
