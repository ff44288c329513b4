/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PooledGaussianTest {

  private static TrainingClip silence(int number, int channels) {
    float[][] samples = new float[channels][3 * Tones.SAMPLE_RATE];
    String name = String.format("%08d", number);
    return new TrainingClip("fan/id_00", "fan", name, Condition.NORMAL, () -> samples);
  }

  private static Contender.Model learn(TrainingClip... normals) throws IOException {
    PooledGaussian gaussian = new PooledGaussian();
    List<ClipFeatures> features = new ArrayList<>();
    for (TrainingClip clip : normals) {
      features.add(gaussian.read(clip));
    }
    return gaussian.learn(features, 0, TrainingListener.none());
  }

  private static double score(Contender.Model model, TrainingClip clip) throws IOException {
    return model.score(new PooledGaussian().read(clip)).score();
  }

  @Test
  void shouldTellApartWhatIsFarApart() throws Exception {
    // Given
    List<TrainingClip> clips = new ArrayList<>();
    for (int machine = 0; machine < 2; machine++) {
      for (int number = 0; number < 8; number++) {
        clips.add(Tones.normal(machine, number, 3));
        clips.add(Tones.abnormal(machine, number, 3));
      }
    }

    // When
    EvaluationResult result =
        new Evaluation(1)
            .runGaussian(new Dataset(clips), new KFold(List.of(0, 1)), TrainingListener.none());

    // Then
    assertThat(result.report().recipe()).isEqualTo("gaussian");
    assertThat(result.report().meanAuc()).isEqualTo(1);
    assertThat(result.report().meanSoftmaxAuc()).isNull();
  }

  @Test
  void shouldScoreWhatNeverChanges() throws Exception {
    // Given: silence has no variance
    try (Contender.Model model = learn(silence(0, 2), silence(1, 2))) {
      // Then
      assertThat(score(model, silence(2, 2))).isZero();
      assertThat(score(model, Tones.normal(0, 1, 3))).isFinite().isPositive();
    }
  }

  @Test
  void shouldScoreAfterASingleClip() throws Exception {
    try (Contender.Model model = learn(Tones.normal(0, 1, 3))) {
      assertThat(score(model, Tones.normal(0, 1, 3))).isZero();
      assertThat(score(model, Tones.normal(0, 2, 3))).isFinite().isPositive();
    }
  }

  @Test
  void shouldPassOverChannelsItDoesNotKnow() throws Exception {
    try (Contender.Model model = learn(silence(0, 1), silence(1, 2))) {
      assertThat(score(model, silence(2, 1))).isZero();
      assertThat(score(model, silence(2, 3))).isZero();
    }
  }
}
