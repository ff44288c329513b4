/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

/** A release that is not whole, or not what its manifest record says; one line for a person. */
public final class ReleaseUnusableException extends Exception {

  private static final long serialVersionUID = 1L;

  ReleaseUnusableException(String message) {
    super(message);
  }
}
