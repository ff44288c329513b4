/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrySettingsTest {

  private final RetrySettings retry =
      new RetrySettings(Duration.ofSeconds(1), Duration.ofMinutes(1), null);

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "6,32", "7,60", "1000,60"})
  void shouldWaitTwiceAsLongEachTimeUpToALimitLessHalfOfItAtMost(int failures, int seconds) {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(retry.after(failures, new Random(seed)))
          .isBetween(Duration.ofMillis(500L * seconds), Duration.ofSeconds(seconds));
    }
  }

  @Test
  void shouldWaitTheSameForTheSameSeedAndNotForAnother() {
    assertThat(retry.after(3, new Random(1))).isEqualTo(retry.after(3, new Random(1)));
    assertThat(retry.after(3, new Random(1))).isNotEqualTo(retry.after(3, new Random(2)));
  }
}
