/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.MachineSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FleetTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
  private final Fleet fleet =
      new Fleet(
          new Clock() {
            @Override
            public Instant instant() {
              return time.get();
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          });

  @Test
  void shouldForgetAMachineThatWasNotHeardForADay() {
    // Given
    fleet.take(Windows.of("fan-0", NOW, 0.1));

    // When
    time.set(NOW.plus(Duration.ofHours(25)));
    fleet.forgetOld();

    // Then
    assertThat(fleet.find("fan-0")).isEmpty();
  }

  @Test
  void shouldKeepTheSettingsOfAMachineThatWasNotHeardForADay() {
    // Given
    fleet.take(Windows.of("fan-0", NOW, 0.1));
    fleet.set("fan-0", MachineSettings.newBuilder().setMachineId("fan-0").setSite("Ulm").build());

    // When
    time.set(NOW.plus(Duration.ofHours(25)));
    fleet.forgetOld();

    // Then
    assertThat(fleet.find("fan-0").orElseThrow().tile(time.get()).standing().state())
        .isEqualTo(MachineState.STALE);
    assertThat(fleet.find("fan-0").orElseThrow().sensors()).isEmpty();
  }

  @Test
  void shouldNotLookFreshForeverBecauseAGatewaysClockIsAhead() {
    // Given
    fleet.take(Windows.of("fan-0", NOW.plus(Duration.ofDays(1)), 0.1));

    // When
    time.set(NOW.plusSeconds(31));

    // Then
    assertThat(fleet.find("fan-0").orElseThrow().standing(time.get()).state())
        .isEqualTo(MachineState.STALE);
  }

  @Test
  void shouldCompareTheChallengerOnTheWindowsThatBothJudged() {
    // Given
    for (int i = 0; i < 4; i++) {
      fleet.take(Windows.of("fan-0", NOW.minusSeconds(i), i * 0.2));
    }

    // When: half as sensitive, and one window that the champion has not judged
    for (int i = 0; i < 5; i++) {
      fleet.takeShadow(Windows.of("fan-0", NOW.minusSeconds(i), i * 0.1));
    }

    // Then
    Comparison.Row row = fleet.comparison().rows().get("fan-0");
    assertThat(row.windows()).isEqualTo(4);
    assertThat(row.correlation()).isCloseTo(1, within(1e-6));
    assertThat(row.championOver()).isEqualTo(0.25);
    assertThat(row.challengerOver()).isZero();
  }
}
