/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was sent was not taken. The message is one line for a person and has no secret. */
public final class DeliveryException extends Exception {

  /** Whose fault it is. */
  private enum Kind {
    ANOTHER_TIME,
    PERHAPS_NEVER,
    NEVER
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  private DeliveryException(String message, Kind kind, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** It may be taken another time. */
  public static DeliveryException failed(String message) {
    return new DeliveryException(message, Kind.ANOTHER_TIME, null);
  }

  /** It may be taken after that time, and whoever refused it asks not to be asked sooner. */
  public static DeliveryException busy(String message, Duration retryAfter) {
    return new DeliveryException(message, Kind.ANOTHER_TIME, retryAfter);
  }

  /** Whoever was to take it failed over it: because of its own state, or of what was sent. */
  public static DeliveryException stumbled(String message) {
    return new DeliveryException(message, Kind.PERHAPS_NEVER, null);
  }

  /** It is never taken, however often it is sent. */
  public static DeliveryException refused(String message) {
    return new DeliveryException(message, Kind.NEVER, null);
  }

  /** Whether there is no sense in sending the same again. */
  public boolean isRefused() {
    return kind == Kind.NEVER;
  }

  /** Whether what was sent may be to blame, so that another event may be taken. */
  public boolean isStumble() {
    return kind == Kind.PERHAPS_NEVER;
  }

  /** How long to wait; null if nobody said. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
