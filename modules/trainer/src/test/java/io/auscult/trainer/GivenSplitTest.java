/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GivenSplitTest {

  private static TrainingClip clip(String machine, Condition condition, Part part) {
    return new TrainingClip(
        machine, "fan", part + "_1", condition, part, () -> new float[1][16_000]);
  }

  private static List<String> texts(Dataset dataset) {
    return dataset.clips().stream().map(TrainingClip::describe).toList();
  }

  @Test
  void shouldTrainOnTheTrainPartAndTestOnTheTestPart() throws Exception {
    // Given: fan/b is of an evaluation set whose test part has no labels
    Dataset dataset =
        new Dataset(
            List.of(
                clip("fan/a", Condition.NORMAL, Part.TRAIN),
                clip("fan/a", Condition.NORMAL, Part.TEST),
                clip("fan/a", Condition.ABNORMAL, Part.TEST),
                clip("fan/b", Condition.NORMAL, Part.TRAIN)));

    // When
    GivenSplit split = new GivenSplit();
    split.require(dataset);

    // Then
    assertThat(texts(dataset.where(clip -> split.part(clip, 0) == Part.TRAIN)))
        .containsExactly("fan/a normal TRAIN_1", "fan/b normal TRAIN_1");
    assertThat(texts(dataset.where(clip -> split.part(clip, 0) == Part.TEST)))
        .containsExactly("fan/a normal TEST_1", "fan/a abnormal TEST_1");
  }

  @Test
  void shouldSayWhatTheDatasetLacks() {
    TrainingClip train = clip("fan/a", Condition.NORMAL, Part.TRAIN);
    TrainingClip test = clip("fan/a", Condition.NORMAL, Part.TEST);
    TrainingClip broken = clip("fan/a", Condition.ABNORMAL, Part.TEST);
    TrainingClip unspecified = clip("fan/a", Condition.ABNORMAL, Part.UNSPECIFIED);

    assertRefused("needs a test part with labels", train, unspecified);
    assertRefused("fan/a has no normal clip in its train part", test, broken);
    assertRefused("fan/a has no normal or no abnormal clip in its test part", train, test);
  }

  private static void assertRefused(String message, TrainingClip... clips) {
    assertThatThrownBy(() -> new GivenSplit().require(new Dataset(List.of(clips))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(message);
  }
}
