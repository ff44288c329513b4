/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;

/** A model of somebody else's that cannot be used. The message is one line: which file, and why. */
public final class ModelImportException extends IOException {

  private static final long serialVersionUID = 1L;

  ModelImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
