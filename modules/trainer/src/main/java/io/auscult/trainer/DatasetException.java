/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sound that cannot be trained or evaluated on. The message is one line: what, and what to do. */
public final class DatasetException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Of one line. */
  public DatasetException(String message) {
    this(message, null);
  }

  DatasetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
