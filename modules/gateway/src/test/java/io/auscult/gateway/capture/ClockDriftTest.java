/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockDriftTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ClockDrift drift = new ClockDrift(START);
  private final List<ClockDrift.Skew> skews = new ArrayList<>();

  @Test
  void shouldSeeNoSkewInReadsThatAreLate() {
    // Given: every read is up to a second late, one in ten is not
    Random random = new Random(1);

    // When
    for (int tenth = 1; tenth <= 3000; tenth++) {
      Duration sound = Duration.ofMillis(100L * tenth);
      long late = tenth % 10 == 0 ? 0 : random.nextInt(1000);
      hear(START.plus(sound).plusMillis(late), sound);
    }

    // Then
    assertThat(skews).hasSize(10);
    assertThat(skews).extracting(ClockDrift.Skew::ahead).containsOnly(Duration.ZERO);
  }

  @Test
  void shouldMeasureADriftOf200PartsInAMillion() {
    // When: an hour of sound takes 0.72 s more by the wall clock
    for (int second = 1; second <= 3600; second++) {
      Duration sound = Duration.ofSeconds(second);
      hear(START.plusNanos((long) (second * 1_000_200_000.0)), sound);
    }

    // Then: but for the first and the last half minute
    Duration last = skews.get(skews.size() - 1).ahead();
    assertThat(last.toMillis()).isBetween(700L, 720L);
  }

  @Test
  void shouldNotHoldALateStartAgainstTheClock() {
    // When: the first piece came half a second late, the others as they should
    for (int second = 1; second <= 90; second++) {
      hear(START.minusMillis(500).plusSeconds(second), Duration.ofSeconds(second));
    }

    // Then
    assertThat(skews).extracting(ClockDrift.Skew::ahead).containsOnly(Duration.ZERO);
    assertThat(requireNonNull(skews.get(2)).next())
        .isEqualTo(START.minusMillis(500).plusSeconds(90));
  }

  private void hear(Instant now, Duration sound) {
    ClockDrift.Skew skew = drift.heard(now, sound);
    if (skew != null) {
      skews.add(skew);
    }
  }
}
