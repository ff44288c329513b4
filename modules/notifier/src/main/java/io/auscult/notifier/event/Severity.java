/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import java.util.Locale;

/** How bad it is, from the least to the worst. */
public enum Severity {
  /** Good to know; passes by itself or can wait. */
  INFO,
  /** Somebody should look. */
  WARNING,
  /** Somebody should look now. */
  CRITICAL;

  public boolean isAtLeast(Severity other) {
    return compareTo(other) >= 0;
  }

  /** As it is sent: in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
