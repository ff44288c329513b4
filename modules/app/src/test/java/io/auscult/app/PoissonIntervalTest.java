/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoissonIntervalTest {

  /** Values of Garwood's table (1936), two-sided 95 %. */
  @ParameterizedTest
  @CsvSource({"0, 0, 3.689", "1, 0.0253, 5.572", "5, 1.623, 11.668", "25, 16.179, 36.905"})
  void shouldBeExact(long count, double low, double high) {
    PoissonInterval interval = PoissonInterval.of(count);

    assertThat(interval.low()).isCloseTo(low, within(0.001));
    assertThat(interval.high()).isCloseTo(high, within(0.001));
  }

  @ParameterizedTest
  @CsvSource({"8, 25, 2", "1, 200, 16"})
  void shouldHoldWhatWasObservedAgainstWhatWasAskedFor(double each, double asked, int observed) {
    // Given
    var byMachine = new TreeMap<String, Integer>();
    byMachine.put("fan-0", 1);
    byMachine.put("fan-1", observed - 1);

    // When
    FalseAlarmReport.Rate rate = FalseAlarmReport.Rate.of(each, 200, false, byMachine);

    // Then
    assertThat(rate.asked()).isEqualTo(asked);
    assertThat(rate.observed()).isEqualTo(observed);
    assertThat(rate.ratio())
        .isCloseTo(observed / asked, within(1e-12))
        .isBetween(rate.ratioLow(), rate.ratioHigh());
  }
}
