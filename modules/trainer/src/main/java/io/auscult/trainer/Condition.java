/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a clip holds a healthy machine. Only normal clips are ever trained on. */
public enum Condition {
  NORMAL,
  ABNORMAL;

  /** The condition of the clips in a folder of that name; null if the name says none. */
  static @Nullable Condition ofFolder(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "normal" -> NORMAL;
      case "abnormal", "anomaly", "anomalous" -> ABNORMAL;
      default -> null;
    };
  }
}
