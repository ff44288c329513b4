/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void shouldPutTheThresholdWhereTheTailIsThin() {
    // Given
    double[] scores = new Random(1).doubles(50, 0.1, 0.2).toArray();

    // When
    Calibration calibration = new Calibration(Calibration.fit(scores));

    // Then
    assertThat(calibration.tailProbability(calibration.threshold()))
        .isCloseTo(Calibration.THRESHOLD_TAIL, within(1e-9));
    assertThat(calibration.threshold()).isGreaterThan(0.2);
  }

  @Test
  void shouldGiveATailThatFallsFromOneToZero() {
    // Given
    Calibration calibration =
        new Calibration(Calibration.fit(new Random(2).doubles(50, 0.1, 0.2).toArray()));

    // Then
    assertThat(calibration.tailProbability(-1)).isEqualTo(1);
    assertThat(calibration.tailProbability(0.15)).isBetween(0.3, 0.6);
    assertThat(calibration.tailProbability(1)).isBetween(0.0, 1e-9);
  }

  @Test
  void shouldRecoverTheTailOfAGumbelDistribution() {
    // Given
    Random random = new Random(3);
    double[] scores = random.doubles(20000).map(u -> 0.3 - 0.05 * Math.log(-Math.log(u))).toArray();

    // When
    Calibration calibration = new Calibration(Calibration.fit(scores));

    // Then
    double percentile = 0.3 - 0.05 * Math.log(-Math.log(0.99));
    assertThat(calibration.tailProbability(percentile)).isCloseTo(0.01, within(0.002));
  }

  @Test
  void shouldNotBelieveAFewScoresThatAgree() {
    // When
    Calibration calibration = new Calibration(Calibration.fit(new double[] {0.1, 0.1}));

    // Then
    assertThat(calibration.threshold()).isGreaterThan(0.12);
  }

  @Test
  void shouldRefuseNoScoresAndNoNumbers() {
    assertThatThrownBy(() -> Calibration.fit(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("calibration needs at least one smoothed score");
    assertThatThrownBy(() -> Calibration.fit(new double[] {0.1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a smoothed score is NaN");
  }
}
