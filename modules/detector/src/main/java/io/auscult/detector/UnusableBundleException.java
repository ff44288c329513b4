/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bundle that cannot be used. The message is one line: which bundle, what is wrong with it. */
public final class UnusableBundleException extends IOException {

  private static final long serialVersionUID = 1L;

  UnusableBundleException(String source, String reason, @Nullable Throwable cause) {
    super(source + " is not a usable model bundle: " + reason, cause);
  }
}
