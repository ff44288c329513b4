/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.ScorerSpec;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorerTest {

  private static final float[][] WINDOW = {{0}};

  private static NormalSound normals(float[]... embeddings) {
    return NormalSound.learn(Collections.singletonList(WINDOW), embeddings);
  }

  @Test
  void shouldAverageTheDistanceToTheNearestNormals() {
    // Given: cosines to (1, 0) of 1, 0.6, 0 and -1, whatever the lengths
    NormalSound own =
        normals(
            new float[] {0, 3}, new float[] {5, 0}, new float[] {-1, 0}, new float[] {0.6f, 0.8f});
    NormalSound other = normals(new float[] {0, 1});
    float[] embedding = {2, 0};

    // Then
    for (int[] neighboursAndScore : new int[][] {{1, 0}, {2, 20}, {9, 85}}) {
      ScorerSpec spec = new ScorerSpec.CosineNearest(neighboursAndScore[0]);
      Scorer scorer = Scorer.of(spec, List.of(other, own));
      assertThat(scorer.score(1, embedding, new float[0]))
          .isCloseTo(neighboursAndScore[1] / 100.0, within(1e-6));
    }
  }

  @Test
  void shouldGiveTheCrossEntropyOverTheTemperature() {
    // Given: softmax of (ln 1, ln 3) is a quarter and three quarters
    float[] logits = {0, (float) (2 * Math.log(3))};
    Scorer scorer = Scorer.of(new ScorerSpec.NegativeLogProbability(2), List.of());

    // Then
    assertThat(scorer.score(0, new float[0], logits)).isCloseTo(Math.log(4), within(1e-6));
    assertThat(scorer.score(1, new float[0], logits)).isCloseTo(Math.log(4 / 3.0), within(1e-6));
  }

  @Test
  void shouldNotOverflowWithLargeLogits() {
    float[] logits = {2000, -2000};
    assertThat(Scorer.logProbability(logits, 0, 1)).isZero();
    assertThat(Scorer.logProbability(logits, 1, 1)).isEqualTo(-4000);
  }
}
