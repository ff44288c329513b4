/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplayRateTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private long now = 7_000_000_000L;
  private final ReplayRate rate = new ReplayRate(10, () -> now);

  @Test
  void shouldLetABacklogPassAtSoManyTimesRealTimeOfAllSensors() {
    // When: a minute of two sensors
    double waited = 0;
    for (int i = 0; i < 60; i++) {
      for (String sensor : new String[] {"a", "b"}) {
        Duration wait = rate.take(sensor, SECOND);
        now += wait.toNanos();
        waited += wait.toNanos() / 1e9;
      }
    }

    // Then: six seconds, but for the one that was saved up
    assertThat(waited).isBetween(4.9, 6.0);
  }

  @Test
  void shouldNotHoldBackLiveSound() {
    for (int i = 0; i < 100; i++) {
      assertThat(rate.take("a", SECOND)).isZero();
      now += SECOND.toNanos();
    }
  }

  @Test
  void shouldNotSaveUpMoreThanASecond() {
    now += Duration.ofHours(1).toNanos();

    double waited = 0;
    for (int i = 0; i < 100; i++) {
      Duration wait = rate.take("a", SECOND);
      now += wait.toNanos();
      waited += wait.toNanos() / 1e9;
    }
    assertThat(waited).isBetween(8.9, 10.0);
  }
}
