/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {

  @ParameterizedTest
  @CsvSource({"00000000,0", "00000001,0", "00000002,1", "00000009,4", "00000010,0", "clip_13b,1"})
  void shouldHoldNeighbouringClipsOutTogether(String name, int fold) throws Exception {
    TrainingClip clip = new TrainingClip("m", "t", name, Condition.NORMAL, () -> new float[0][]);
    assertThat(KFold.foldOf(clip)).isEqualTo(fold);
  }

  @Test
  void shouldReportEveryMachineAndTheMeans() throws Exception {
    // Given
    List<TrainingClip> clips = new ArrayList<>();
    for (int machine = 0; machine < 3; machine += 2) {
      for (int number = 0; number < 4; number++) {
        clips.add(Tones.normal(machine, number, 2));
        clips.add(Tones.abnormal(machine, number, 2));
      }
    }

    // When
    EvaluationReport report =
        new Evaluation(1)
            .run(new Dataset(clips), TinyRecipe.joint(), 7, List.of(1, 0), TrainingListener.none());

    // Then
    assertThat(report.folds()).containsExactly(0, 1);
    assertThat(report.machines())
        .extracting(EvaluationReport.Machine::machine)
        .containsExactly("fan/id_00", "fan/id_02");
    double mean = report.machines().stream().mapToDouble(m -> m.auc()).average().orElseThrow();
    assertThat(report.meanAuc()).isCloseTo(mean, within(1e-12)).isGreaterThan(0.8);
    assertThat(report.harmonicMeanAuc()).isLessThanOrEqualTo(report.meanAuc() + 1e-12);
    assertThat(report.trainSeconds()).isPositive();
  }

  @Test
  void shouldSayWhatTheProtocolNeeds() {
    // Given
    Evaluation evaluation = new Evaluation(1);
    Recipe recipe = TinyRecipe.joint().withEpochs(1);
    Dataset normalsOnly = Tones.normals(2, 4, 2);

    // Then
    assertThatThrownBy(
            () -> evaluation.run(normalsOnly, recipe, 7, List.of(5), TrainingListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("folds: [5] are not among 0 to 4");
    assertThatThrownBy(
            () -> evaluation.run(normalsOnly, recipe, 7, List.of(0), TrainingListener.none()))
        .isInstanceOf(DatasetException.class)
        .hasMessage("fan/id_00 has no normal or no abnormal clip to be tested on in fold 0");
  }
}
