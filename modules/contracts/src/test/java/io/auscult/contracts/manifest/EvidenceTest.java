/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidenceTest {

  @Test
  void shouldAverageAllScoresOrTheHighestThirdOfThem() {
    double[] scores = {1, 9, 2, 7, 3, 2};

    assertThat(Evidence.MEAN.of(scores)).isEqualTo(4);
    assertThat(Evidence.TOP_THIRD.of(scores)).isEqualTo(8);
    assertThat(Evidence.TOP_THIRD.of(new double[] {5})).isEqualTo(5);
    assertThat(scores).containsExactly(1, 9, 2, 7, 3, 2);
  }
}
