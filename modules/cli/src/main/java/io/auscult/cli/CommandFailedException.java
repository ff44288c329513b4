/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

/** A command cannot do what it was asked. The message is one line that says what to do. */
public final class CommandFailedException extends RuntimeException {

  public CommandFailedException(String message) {
    super(message);
  }
}
