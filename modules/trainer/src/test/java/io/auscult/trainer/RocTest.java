/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The expected values are counted by hand; scikit-learn's roc_auc_score gives the same. */
class RocTest {

  @Test
  void shouldCountThePairsThatAreRankedRight() {
    // Of 2 x 3 pairs, 5 have the abnormal one above.
    assertThat(Roc.auc(new double[] {1, 4}, new double[] {3, 5, 6})).isEqualTo(5 / 6.0);
    assertThat(Roc.auc(new double[] {1, 2}, new double[] {3, 4})).isEqualTo(1);
    assertThat(Roc.auc(new double[] {3, 4}, new double[] {1, 2})).isZero();
  }

  @Test
  void shouldCountEqualScoresHalf() {
    assertThat(Roc.auc(new double[] {1, 1}, new double[] {1})).isEqualTo(0.5);
    assertThat(Roc.auc(new double[] {1, 2}, new double[] {2, 3})).isEqualTo(3.5 / 4);
  }

  @Test
  void shouldStandardiseThePartialArea() {
    // Given: with two normals the curve's first step to the right is half a unit wide
    double[] normal = {1, 4};

    // Then: true positive rate 2/3 up to there, so the area up to 0.1 is 0.1 x 2/3
    double expected = 0.5 * (1 + (0.2 / 3 - 0.005) / (0.1 - 0.005));
    assertThat(Roc.partialAuc(normal, new double[] {3, 5, 6}, 0.1))
        .isCloseTo(expected, within(1e-12));
    assertThat(Roc.partialAuc(normal, new double[] {5, 6}, 0.1)).isCloseTo(1, within(1e-12));
    assertThat(Roc.partialAuc(new double[] {1}, new double[] {1}, 0.1))
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void shouldBeTheWholeAreaWhenEveryFalsePositiveCounts() {
    double[] normal = {1, 4, 4, 7};
    double[] abnormal = {3, 4, 6, 9, 9};
    assertThat(Roc.partialAuc(normal, abnormal, 1))
        .isCloseTo(Roc.auc(normal, abnormal), within(1e-12));
  }

  @Test
  void shouldDrawAPointForEveryDistinctScore() {
    assertThat(Roc.curve(new double[] {1, 4}, new double[] {3, 4, 6, 6}))
        .containsExactly(
            new Roc.Point(0, 0),
            new Roc.Point(0, 0.5),
            new Roc.Point(0.5, 0.75),
            new Roc.Point(0.5, 1),
            new Roc.Point(1, 1));
  }

  @Test
  void shouldRefuseScoresOfOneKind() {
    assertThatThrownBy(() -> Roc.auc(new double[0], new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Roc.auc(new double[] {1}, new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
