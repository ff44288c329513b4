/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.util.Locale;

/** What a model is there for. */
enum ModelRole {
  /** It scores, and its scores decide. */
  CHAMPION,
  /** It scores the same windows in its shadow, to be compared. */
  CHALLENGER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
