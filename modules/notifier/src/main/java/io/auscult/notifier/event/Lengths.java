/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import java.time.Duration;

/** Lengths of time for people. */
final class Lengths {

  private Lengths() {}

  /** Its two largest units: {@code 45 s}, {@code 3 min 20 s}, {@code 5 h 2 min}, {@code 2 d}. */
  static String text(Duration length) {
    if (length.toDays() > 0) {
      return text(length.toDays(), "d", length.toHoursPart(), "h");
    }
    if (length.toHours() > 0) {
      return text(length.toHours(), "h", length.toMinutesPart(), "min");
    }
    return length.toMinutes() > 0
        ? text(length.toMinutes(), "min", length.toSecondsPart(), "s")
        : length.toSeconds() + " s";
  }

  private static String text(long whole, String unit, int rest, String smallerUnit) {
    return whole + " " + unit + (rest == 0 ? "" : " " + rest + " " + smallerUnit);
  }
}
