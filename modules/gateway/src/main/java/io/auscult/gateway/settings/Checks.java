/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import java.time.Duration;

/** What many settings must be. Each names the setting as it is in the file. */
final class Checks {

  /** With the channel's number behind it, still no more than the 256 that a pipeline takes. */
  private static final int MOST_NAME = 250;

  private Checks() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static void requirePositive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero(), "%s must be longer than nothing".formatted(name));
  }

  /** A machine's or a sensor's id, or a class: one line of visible text that a pipeline takes. */
  static void requireName(String name, String value) {
    require(
        !value.isBlank()
            && value.equals(value.strip())
            && value.chars().noneMatch(Checks::isHidden),
        "%s must be one line of text without spaces around it".formatted(name));
    require(
        value.length() <= MOST_NAME,
        "%s must have at most %d characters, has %d".formatted(name, MOST_NAME, value.length()));
  }

  private static boolean isHidden(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }
}
