/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentWindowsTest {

  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private final RecentWindows windows = new RecentWindows();

  private void add(double seconds, double score) {
    windows.add(Windows.of("fan-0", START.plusMillis((long) (seconds * 1000)), score));
  }

  @Test
  void shouldFindThePlaceOfAWindowThatComesLate() {
    // Given
    add(2, 0.2);
    add(6, 0.6);

    // When
    add(4, 0.4);

    // Then
    assertThat(windows.between(START, START.plusSeconds(60)).score())
        .containsExactly(.2f, .4f, .6f);
  }

  @Test
  void shouldHoldAWindowThatIsWrittenTwiceOnce() {
    // Given
    add(2, 0.2);

    // When
    add(2, 0.2);

    // Then
    assertThat(windows.size()).isEqualTo(1);
  }

  @Test
  void shouldForgetWhatIsOlderThanTenMinutes() {
    // Given
    add(0, 0.1);
    add(1, 0.2);

    // When
    add(601, 0.3);

    // Then
    assertThat(windows.size()).isEqualTo(2);
    assertThat(windows.end(0)).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void shouldKeepTheLatestInOrderHoweverManyCome() {
    // When: a window every 0.2 s
    for (int i = 0; i < 5_000; i++) {
      add(i * 0.2, i);
    }

    // Then
    assertThat(windows.size()).isEqualTo(RecentWindows.MOST);
    assertThat(windows.score(windows.size() - 1)).isEqualTo(4_999f);
    assertThat(windows.score(0)).isEqualTo(5_000f - RecentWindows.MOST);
    assertThat(windows.find(START.plusSeconds(900))).isEqualTo(RecentWindows.MOST - 500);
  }
}
