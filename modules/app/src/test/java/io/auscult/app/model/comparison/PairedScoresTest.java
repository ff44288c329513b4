/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedScoresTest {

  @Test
  void shouldGiveTheCorrelationsOfATextbook() {
    // Given: IQ and hours of television, Spearman's rho -29/165
    PairedScores scores = new PairedScores();
    int[] iq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    int[] hours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    for (int i = 0; i < iq.length; i++) {
      scores.add(iq[i], hours[i]);
    }

    // When, then
    assertThat(scores.spearman()).isCloseTo(-29.0 / 165, within(1e-12));
    assertThat(scores.pearson()).isCloseTo(-0.070216326, within(1e-9));
  }

  @Test
  void shouldGiveTiesTheirMeanRankAndOrderNegativeScores() {
    // Given: ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3
    PairedScores scores = new PairedScores();
    double[][] pairs = {{2, 9}, {-1.5, -3}, {-7, -4}, {-1.5, 0}};
    for (double[] pair : pairs) {
      scores.add(pair[0], pair[1]);
    }

    // When, then: 4.5 / sqrt(4.5 * 5)
    assertThat(scores.spearman()).isCloseTo(Math.sqrt(0.9), within(1e-12));
  }

  @Test
  void shouldHaveNoCorrelationWithWhatNeverChanges() {
    // Given
    PairedScores scores = new PairedScores();
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      scores.add(random.nextGaussian(), 3);
    }

    // When, then
    assertThat(scores.size()).isEqualTo(1000);
    assertThat(scores.pearson()).isNull();
    assertThat(scores.spearman()).isNull();
  }
}
