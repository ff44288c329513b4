/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import java.time.Duration;

/** What many settings must be. Each names the setting as it is in the file. */
final class Checks {

  private Checks() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requireBetween(String name, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "%s must be %s to %s, is %s".formatted(name, text(least), text(most), text(value)));
  }

  /** As it is written in the file. */
  private static String text(Duration value) {
    return value.toMillis() % 1000 == 0 && value.compareTo(Duration.ofSeconds(1)) >= 0
        ? value.toSeconds() + "s"
        : value.toMillis() + "ms";
  }
}
