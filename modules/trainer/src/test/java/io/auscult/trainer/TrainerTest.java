/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private static final Recipe QUICK = Recipe.named("default").withEpochs(2);

  @Test
  void shouldTellAnomaliesFromNormalSoundWhenTrainedOnNormalSoundOnly() throws Exception {
    // Given
    Dataset dataset = Tones.normals(4, 3, 4);

    // When
    ModelBundle bundle = new Trainer(2).train(dataset, QUICK, 7, TrainingListener.none());

    // Then
    try (Detector detector = Detector.load(bundle)) {
      for (int m = 0; m < 4; m++) {
        double normal = score(detector, Tones.normal(m, 9, 4));
        double abnormal = score(detector, Tones.abnormal(m, 9, 4));
        assertThat(abnormal).isGreaterThan(normal);
      }
    }
  }

  private static double score(Detector detector, TrainingClip clip) throws Exception {
    ClipFeatures features = ClipFeatures.read(clip, QUICK);
    List<double[]> scores = ClipScores.of(detector, clip.machineId(), features.channels());
    return scores.stream().flatMapToDouble(java.util.Arrays::stream).average().orElseThrow();
  }
}
