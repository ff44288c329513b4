/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.ScorerSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorerTest {

  private static final float[][] WINDOW = {{0}};

  private static NormalSound normals(float[]... embeddings) {
    return NormalSound.learn(Collections.singletonList(WINDOW), embeddings);
  }

  /** One that needs not know how bands vary together. */
  private static Scorer scorer(ScorerSpec spec, NormalSound... normals) {
    return Scorer.of(spec, List.of(normals), null);
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
      ScorerSpec spec = new ScorerSpec.CosineNearest(neighboursAndScore[0], 0);
      Scorer scorer = scorer(spec, other, own);
      assertThat(scorer.score(1, 1, WINDOW, embedding, new float[0]))
          .isCloseTo(neighboursAndScore[1] / 100.0, within(1e-6));
    }
  }

  @Test
  void shouldCountDistancesByHowCloseNormalsLieTogether() {
    // Given: a dense pair at cosine 0.99, and one far from both
    float far = (float) Math.sqrt(1 - 0.99 * 0.99);
    NormalSound own = normals(new float[] {1, 0}, new float[] {0.99f, far}, new float[] {-1, 0});
    Scorer scorer = scorer(new ScorerSpec.CosineNearest(1, 1), own);

    // Then: 1 away from the first of the pair is a hundred times what the pair is apart; as far
    // from the lonely one, whose nearest fellow is 1.99 away, is about half
    assertThat(scorer.score(0, 0, WINDOW, new float[] {0, -1}, new float[0]))
        .isCloseTo(1 / 1.99, within(1e-3));
    assertThat(scorer.score(0, 0, WINDOW, new float[] {1, 0}, new float[0]))
        .isCloseTo(0, within(1e-5));
  }

  @Test
  void shouldMeasureTheAngleToTheMeanDirection() {
    // Given: lengths do not count, the mean direction is (1, 1)
    NormalSound own = normals(new float[] {7, 0}, new float[] {0, 0.1f});
    Scorer scorer = scorer(new ScorerSpec.CosineCenter(), own);

    // Then
    assertThat(scorer.score(0, 0, WINDOW, new float[] {5, 5}, new float[0]))
        .isCloseTo(0, within(1e-6));
    assertThat(scorer.score(0, 0, WINDOW, new float[] {2, 0}, new float[0]))
        .isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
  }

  @Test
  void shouldMeasureDistancesInWhatAllClassesVaryBy() {
    // Given: both classes vary by a variance of 4 along x and 1 along y, around means of their own
    NormalSound one =
        normals(new float[] {8, 5}, new float[] {12, 5}, new float[] {10, 4}, new float[] {10, 6});
    NormalSound other =
        normals(new float[] {-2, 1}, new float[] {2, 1}, new float[] {0, 0}, new float[] {0, 2});
    double shrinkage = 0.5;
    Scorer scorer = scorer(new ScorerSpec.Mahalanobis(shrinkage), one, other);

    // Then: the covariance is diag(2, 0.5); half of it gives way to its mean variance of 1.25
    double x = 0.5 * 2 + 0.5 * 1.25;
    double y = 0.5 * 0.5 + 0.5 * 1.25;
    assertThat(scorer.score(0, 0, WINDOW, new float[] {13, 5}, new float[0]))
        .isCloseTo(9 / x / 2, within(1e-6));
    assertThat(scorer.score(1, 1, WINDOW, new float[] {1, 4}, new float[0]))
        .isCloseTo((1 / x + 9 / y) / 2, within(1e-6));
  }

  @Test
  void shouldDecorrelateBeforeItMeasures() {
    // Given: x and y go together
    NormalSound own =
        normals(new float[] {2, 2}, new float[] {-2, -2}, new float[] {1, -1}, new float[] {-1, 1});
    Scorer scorer = scorer(new ScorerSpec.Mahalanobis(1e-9), own);

    // Then: variances of 4 along (1, 1) and 1 along (1, -1)
    assertThat(scorer.score(0, 0, WINDOW, new float[] {2, 2}, new float[0]))
        .isCloseTo(1, within(1e-4));
    assertThat(scorer.score(0, 0, WINDOW, new float[] {2, -2}, new float[0]))
        .isCloseTo(4, within(1e-4));
  }

  @Test
  void shouldStayFiniteWhenNormalsDoNotVaryAtAll() {
    NormalSound own = normals(new float[] {1, 2}, new float[] {1, 2});
    Scorer scorer = scorer(new ScorerSpec.Mahalanobis(0.1), own);

    assertThat(scorer.score(0, 0, WINDOW, new float[] {1, 2}, new float[0])).isZero();
    assertThat(scorer.score(0, 0, WINDOW, new float[] {1, 3}, new float[0]))
        .isFinite()
        .isPositive();
  }

  @Test
  void shouldMeasurePeakAndUnrestOfTheBandsInNormalSpreads() {
    // Given: peaks of 4 and 8, standard deviations over time of 2 and 4
    float[][] quiet = {{0}, {4}};
    float[][] loud = {{0}, {8}};
    NormalSound own = NormalSound.learn(List.of(quiet, loud), new float[0][]);
    Scorer scorer = scorer(new ScorerSpec.BandStatistics(1, 1), own);

    // When: a peak of 12 and a deviation of 6
    double score = scorer.score(0, 0, new float[][] {{0}, {12}}, new float[0], new float[0]);

    // Then: spreads of 2 and 1, each with a floor of 1
    double peak = (12 - 6) / (2.0 + 1);
    double unrest = (6 - 3) / (1.0 + 1);
    assertThat(score).isCloseTo((peak * peak + unrest * unrest) / 2, within(1e-6));
  }

  @Test
  void shouldMeasureBandsInWhatTheyVaryByTogetherOverAllSensors() {
    // Given: windows of two frames and two bands
    List<float[][]> one =
        List.of(
            new float[][] {{1, 0}, {3, 5}},
            new float[][] {{0, 2}, {6, 3}},
            new float[][] {{2, 1}, {4, 9}});
    List<float[][]> other =
        List.of(new float[][] {{10, -3}, {14, 1}}, new float[][] {{12, -6}, {13, 4}});
    List<NormalSound> normals =
        List.of(NormalSound.learn(one, new float[0][]), NormalSound.learn(other, new float[0][]));
    References references =
        new References(Map.of("one", normals.get(0), "other", normals.get(1)))
            .withBandCovariance(Map.of("one", one, "other", other), 0.5);

    // When
    Scorer together =
        Scorer.of(new ScorerSpec.BandStatistics(0.5, 0.25), normals, references.bands());
    Scorer alone = Scorer.of(new ScorerSpec.BandStatistics(0.5, 1), normals, references.bands());

    // Then: as NumPy has it, d = (x - mean) / (std + 0.5) of [max, std] over the frames,
    // C = 0.75 D'D/5 + 0.25 tr(D'D/5)/4 I, the score d inv(C) d' / 4
    float[][] near = {{5, 5}, {0, 8}};
    float[][] far = {{5, 5}, {11, 8}};
    assertThat(together.score(0, 0, near, new float[0], new float[0]))
        .isCloseTo(1.6895204, within(1e-5));
    assertThat(together.score(0, 1, far, new float[0], new float[0]))
        .isCloseTo(29.965973, within(1e-4));
    assertThat(alone.score(0, 0, near, new float[0], new float[0]))
        .isCloseTo(0.3180215, within(1e-6));
    assertThat(alone.score(0, 1, far, new float[0], new float[0]))
        .isCloseTo(4.193125, within(1e-5));
  }

  @Test
  void shouldStayFiniteWhenBandsDoNotVaryAtAll() {
    // Given
    NormalSound own = normals(new float[] {1});
    References references =
        new References(Map.of("own", own))
            .withBandCovariance(Map.of("own", Collections.singletonList(WINDOW)), 1);
    Scorer scorer =
        Scorer.of(new ScorerSpec.BandStatistics(1, 0.1), List.of(own), references.bands());

    // Then
    assertThat(scorer.score(0, 0, WINDOW, new float[0], new float[0])).isZero();
    assertThat(scorer.score(0, 0, new float[][] {{1}}, new float[0], new float[0]))
        .isFinite()
        .isPositive();
  }

  @Test
  void shouldFuseScoresWhateverTheirScales() {
    // Given: a cosine distance of 0.5 that counts once, a band score of 8 that counts three times
    NormalSound own =
        NormalSound.learn(
            List.of(new float[][] {{-1}}, new float[][] {{1}}), new float[][] {{1, 0}});
    ScorerSpec fusion =
        new ScorerSpec.Fusion(
            List.of(
                new ScorerSpec.Fusion.Part(new ScorerSpec.CosineNearest(1, 0), 1),
                new ScorerSpec.Fusion.Part(new ScorerSpec.BandStatistics(1, 1), 3)));
    Scorer scorer = scorer(fusion, own);
    float[] embedding = {0.5f, (float) Math.sqrt(0.75)};

    // When: the peak is 8 away, in a spread of 1 and a floor of 1; there is no unrest
    double score = scorer.score(0, 0, new float[][] {{8}}, embedding, new float[0]);

    // Then
    assertThat(score).isCloseTo(Math.pow(0.5 * 8 * 8 * 8, 0.25), within(1e-4));
    assertThat(scorer.score(0, 0, new float[][] {{8}}, new float[] {1, 0}, new float[0]))
        .isPositive();
  }

  @Test
  void shouldGiveTheCrossEntropyOverTheTemperature() {
    // Given: softmax of (ln 1, ln 3) is a quarter and three quarters
    float[] logits = {0, (float) (2 * Math.log(3))};
    Scorer scorer = scorer(new ScorerSpec.NegativeLogProbability(2));

    // Then
    assertThat(scorer.score(0, 0, WINDOW, new float[0], logits))
        .isCloseTo(Math.log(4), within(1e-6));
    assertThat(scorer.score(1, 1, WINDOW, new float[0], logits))
        .isCloseTo(Math.log(4 / 3.0), within(1e-6));
  }

  @Test
  void shouldNotOverflowWithLargeLogits() {
    float[] logits = {2000, -2000};
    assertThat(Scorer.logProbability(logits, 0, 1)).isZero();
    assertThat(Scorer.logProbability(logits, 1, 1)).isEqualTo(-4000);
  }
}
