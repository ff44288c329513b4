/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);

  @ParameterizedTest
  @CsvSource({"1, 3000", "2, 1500", "0.5, 6000", "0, 0"})
  void shouldWaitAsLongAsTheSpeedSays(double speed, long millis) throws Exception {
    // Given
    Pacer pacer = new Pacer(speed, clock);

    // When
    pacer.await(Duration.ofSeconds(3));

    // Then
    assertThat(clock.now).isEqualTo(START.plusMillis(millis));
  }

  @Test
  void shouldCatchUpWithoutWaitingWhenItFellBehind() throws Exception {
    // Given
    Pacer pacer = new Pacer(1, clock);
    clock.now = START.plusSeconds(10);

    // When
    pacer.await(Duration.ofSeconds(9));

    // Then
    assertThat(clock.now).isEqualTo(START.plusSeconds(10));
    pacer.await(Duration.ofSeconds(11));
    assertThat(clock.now).isEqualTo(START.plusSeconds(11));
  }

  @Test
  void shouldEndAWaitThatIsCalledOff() throws Exception {
    // Given: an hour to wait in real time
    Pacer pacer = new Pacer(1, WallClock.steady());
    Thread other = new Thread(pacer::callOff);
    other.start();

    // When
    boolean waited = pacer.await(Duration.ofHours(1));

    // Then
    assertThat(waited).isFalse();
    other.join();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseASpeedThatIsNone(double speed) {
    assertThatThrownBy(() -> new Pacer(speed, clock)).hasMessageContaining("speed must be 0");
  }
}
