/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private final Slots slots = CurationRules.standard().slots();

  @Test
  void shouldDrawThePlacesFromAllOfASlotThatLeavesRoomForAClip() {
    DoubleSummaryStatistics seconds =
        LongStream.range(0, 10_000)
            .mapToDouble(
                slot ->
                    Duration.between(slots.start(slot), slots.place("fan-0", slot)).toMillis()
                        / 1e3)
            .summaryStatistics();

    assertThat(seconds.getMin()).isBetween(0.0, 2.0);
    assertThat(seconds.getMax()).isBetween(20 * 60 - 32.0, 20 * 60 - 30.0);
    assertThat(seconds.getAverage()).isBetween(575.0, 595.0);
  }

  @Test
  void shouldDrawTheSameAgainAndAnotherPlaceForAnotherMachine() {
    long slot = slots.at(Instant.parse("2026-06-01T00:00:00Z"));

    // Fixed for ever: a restarted curator, of whatever version, must not sample a slot anew.
    assertThat(slots.place("fan-0", slot)).isEqualTo(Instant.parse("2026-06-01T00:13:44.989Z"));
    assertThat(slots.place("fan-0", slot)).isNotEqualTo(slots.place("fan-1", slot));
    assertThat(slots.place("fan-0", slot)).isNotEqualTo(slots.place("fan-0", slot + 1));
  }

  @Test
  void shouldRefuseMoreThanFitsIntoAPeriod() {
    assertThatThrownBy(
            () ->
                new CurationRules(
                    Duration.ofSeconds(20),
                    3,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    900_000,
                    Duration.ofMinutes(10)))
        .hasMessageContaining("do not fit into PT1M");
  }
}
