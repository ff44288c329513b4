/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What an HTTP status says about what was sent. */
final class HttpStatus {

  /** Nobody waits longer, whatever a server asks for. */
  private static final Duration MOST_RETRY_AFTER = Duration.ofHours(1);

  private HttpStatus() {}

  /**
   * Returns if it was taken.
   *
   * @param host that answered
   * @param retryAfter the header; null if there is none
   * @param body its beginning, in one line
   */
  static void check(String host, int status, @Nullable String retryAfter, String body, Instant now)
      throws DeliveryException {
    if (status >= 200 && status < 300) {
      return;
    }
    String message =
        "%s answers %d%s".formatted(host, status, body.isEmpty() ? "" : " (" + body + ")");
    Duration wait = status == 429 || status == 503 ? wait(retryAfter, now) : null;
    if (wait != null) {
      throw DeliveryException.busy(message, wait);
    }
    if (isAboutTheEvent(status)) {
      throw DeliveryException.refused(message);
    }
    throw isPerhapsAboutTheEvent(status)
        ? DeliveryException.stumbled(message)
        : DeliveryException.failed(message);
  }

  /**
   * Whether it is what was sent that is wrong. Everything else is about the address, the
   * credentials or the server's state: somebody can mend that, and until then nothing must be lost.
   */
  private static boolean isAboutTheEvent(int status) {
    return switch (status) {
      case 401, 403, 404, 405, 407, 408, 410, 421, 425, 426, 429 -> false;
      default -> status >= 400 && status < 500;
    };
  }

  /** Whether a server broke down over it; 502, 503 and 504 say that there is no server. */
  private static boolean isPerhapsAboutTheEvent(int status) {
    return switch (status) {
      case 502, 503, 504 -> false;
      default -> status >= 500;
    };
  }

  /** Seconds, or a date. */
  private static @Nullable Duration wait(@Nullable String retryAfter, Instant now) {
    if (retryAfter == null) {
      return null;
    }
    Duration wait;
    try {
      wait = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    } catch (NumberFormatException e) {
      try {
        wait =
            Duration.between(
                now,
                ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
      } catch (DateTimeException notADate) {
        return null;
      }
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MOST_RETRY_AFTER) > 0 ? MOST_RETRY_AFTER : wait;
  }
}
