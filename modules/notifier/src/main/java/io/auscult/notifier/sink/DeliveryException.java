/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was sent was not taken. The message is one line for a person and has no secret. */
public final class DeliveryException extends Exception {

  private final boolean isRefused;
  private final @Nullable Duration retryAfter;

  private DeliveryException(String message, boolean isRefused, @Nullable Duration retryAfter) {
    super(message);
    this.isRefused = isRefused;
    this.retryAfter = retryAfter;
  }

  /** It may be taken another time. */
  public static DeliveryException failed(String message) {
    return new DeliveryException(message, false, null);
  }

  /** It may be taken after that time, and whoever refused it asks not to be asked sooner. */
  public static DeliveryException busy(String message, Duration retryAfter) {
    return new DeliveryException(message, false, retryAfter);
  }

  /** It is never taken, however often it is sent. */
  public static DeliveryException refused(String message) {
    return new DeliveryException(message, true, null);
  }

  /** Whether there is no sense in sending the same again. */
  public boolean isRefused() {
    return isRefused;
  }

  /** How long to wait; null if nobody said. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
