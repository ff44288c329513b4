/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStatusTest {

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 204})
  void shouldTakeASuccessForDelivered(int status) {
    assertThatCode(() -> HttpStatus.check("host", status, null, "", T0)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404, 408, 410, 425, 429, 500, 502, 503})
  void shouldTryAgainWhereTheEventIsNotToBlame(int status) {
    assertThat(failure(status, null).isRefused()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 413, 415, 422})
  void shouldGiveUpAnEventThatIsNeverTaken(int status) {
    assertThat(failure(status, null).isRefused()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | 7                             | 7",
        "503 | 7                             | 7",
        "429 | Mon, 01 Jun 2026 06:02:00 GMT | 120",
        "429 | Mon, 01 Jun 2026 05:02:00 GMT | 0",
        "429 | 999999999                     | 3600",
      })
  void shouldWaitAsLongAsItIsAskedTo(int status, String retryAfter, long seconds) {
    assertThat(failure(status, retryAfter).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"500,7", "429,soon", "429,"})
  void shouldWaitAsItLikesWhereNobodySaysHowLong(int status, String retryAfter) {
    assertThat(failure(status, retryAfter).retryAfter()).isNull();
  }

  @Test
  void shouldSayWhoAnsweredWhat() {
    assertThat(
            catchThrowableOfType(
                DeliveryException.class,
                () -> HttpStatus.check("host:80", 500, null, "out of order", T0)))
        .hasMessage("host:80 answers 500 (out of order)");
  }

  private static DeliveryException failure(int status, String retryAfter) {
    return catchThrowableOfType(
        DeliveryException.class, () -> HttpStatus.check("host", status, retryAfter, "", T0));
  }
}
