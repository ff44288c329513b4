/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On the clips in the folder of system property {@code auscult.data}; fails if it is missing. */
@Tag("real-sound")
class RealSoundTest {

  @Test
  void shouldRankRealAbnormalSoundAboveChanceAfterAFewEpochs() throws Exception {
    // Given
    Path folder = Path.of(System.getProperty("auscult.data"));
    Dataset fans = DatasetFolder.scan(folder, note -> {}).where(clip -> clip.type().equals("fan"));
    Recipe recipe = Recipe.named("default").withEpochs(4);

    // When
    EvaluationReport report =
        new Evaluation(1)
            .run(fans, recipe, List.of(7L), new KFold(List.of(0)), TrainingListener.none())
            .report();

    // Then
    assertThat(report.machines()).hasSize(4);
    assertThat(report.meanAuc()).isGreaterThan(0.55);
  }
}
