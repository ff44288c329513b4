/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import java.io.IOException;

/** Sound cannot be had. The message is one line for a person. */
public final class SoundException extends IOException {

  /** Why. */
  public enum Reason {
    /** It is not there, or no longer. */
    GONE,
    /** Too many ask at once, or Kafka does not answer: later it may be had. */
    BUSY
  }

  private final Reason reason;

  SoundException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
