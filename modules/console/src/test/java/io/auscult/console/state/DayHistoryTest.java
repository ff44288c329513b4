/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DayHistoryTest {

  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final DayHistory day = new DayHistory();

  @Test
  void shouldPutTheWindowsOfTenSecondsTogetherInAnyOrder() {
    // When
    day.add(Windows.of("fan-0", START.plusSeconds(8), 0.6, -20));
    day.add(Windows.of("fan-0", START.plusSeconds(12), 9, -10));
    day.add(Windows.of("fan-0", START.plusSeconds(1), 0.2, -40));
    day.add(Windows.of("fan-0", START.plusSeconds(4), 0.1, -30));

    // Then
    Series series = day.between(START, START.plusSeconds(10));
    assertThat(series.seconds()).containsExactly((double) START.getEpochSecond());
    assertThat(series.scoreMin()).containsExactly(0.1f);
    assertThat(series.scoreMean()[0]).isCloseTo(0.3f, within(1e-6f));
    assertThat(series.scoreMax()).containsExactly(0.6f);
    assertThat(series.levelMin()).containsExactly(-40f);
    assertThat(series.levelMean()[0]).isCloseTo(-30f, within(1e-4f));
    assertThat(series.levelMax()).containsExactly(-20f);
  }

  @Test
  void shouldLeaveOutWhatWasNotHeard() {
    // When
    day.add(Windows.of("fan-0", START, 0.1));
    day.add(Windows.of("fan-0", START.plusSeconds(3_600), 0.2));

    // Then
    assertThat(day.between(START.minusSeconds(60), START.plusSeconds(7_200)).scoreMax())
        .containsExactly(0.1f, 0.2f);
  }

  @Test
  void shouldNotShowYesterdayAsToday() {
    // Given
    day.add(Windows.of("fan-0", START, 0.1));

    // When
    Instant nextDay = START.plus(Duration.ofHours(25));
    day.add(Windows.of("fan-0", nextDay, 0.2));
    day.add(Windows.of("fan-0", START, 0.3)); // too late

    // Then
    assertThat(day.between(START, START.plusSeconds(10)).seconds()).isEmpty();
    assertThat(day.between(nextDay, nextDay.plusSeconds(10)).scoreMax()).containsExactly(0.2f);
  }

  @Test
  void shouldReachBackAWholeDay() {
    // Given
    for (int step = 0; step < 24 * 360; step++) {
      day.add(Windows.of("fan-0", START.plusSeconds(10L * step), 0.1));
    }

    // When
    Series series = day.between(START, START.plus(Duration.ofHours(24)));

    // Then
    assertThat(series.seconds()).hasSize(8_640);
  }
}
