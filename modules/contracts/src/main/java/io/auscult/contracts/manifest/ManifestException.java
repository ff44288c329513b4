/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/** A text that is not a manifest this code can read; the message is one line that says why. */
public final class ManifestException extends Exception {

  private static final long serialVersionUID = 1L;

  ManifestException(String message) {
    super(message);
  }

  ManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
