/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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

  private static Dataset twoMachines() {
    List<TrainingClip> clips = new ArrayList<>();
    for (int machine = 0; machine < 3; machine += 2) {
      for (int number = 0; number < 4; number++) {
        clips.add(Tones.normal(machine, number, 2));
        clips.add(Tones.abnormal(machine, number, 2));
      }
    }
    return new Dataset(clips);
  }

  private static EvaluationResult run(Recipe recipe, List<Long> seeds, List<Integer> folds)
      throws Exception {
    return new Evaluation(1)
        .run(twoMachines(), recipe, seeds, new KFold(folds), TrainingListener.none());
  }

  @Test
  void shouldReportEveryMachineAndTheMeans() throws Exception {
    // When
    EvaluationReport report = run(TinyRecipe.joint(), List.of(7L), List.of(1, 0)).report();

    // Then
    assertThat(report.folds()).containsExactly(0, 1);
    assertThat(report.seeds()).containsExactly(7L);
    assertThat(report.machines())
        .extracting(EvaluationReport.Machine::machine)
        .containsExactly("fan/id_00", "fan/id_02");
    double mean = report.machines().stream().mapToDouble(m -> m.auc()).average().orElseThrow();
    assertThat(report.meanAuc()).isCloseTo(mean, within(1e-12)).isGreaterThan(0.8);
    assertThat(report.harmonicMeanAuc()).isLessThanOrEqualTo(report.meanAuc() + 1e-12);
    assertThat(report.meanAucDeviation()).isNull();
    assertThat(report.trainSeconds()).isPositive();
  }

  @Test
  void shouldKeepTheScoreOfEveryClipByEveryModel() throws Exception {
    // When
    EvaluationResult result = run(TinyRecipe.joint().withEpochs(1), List.of(7L), List.of(0, 1));

    // Then: the two normal clips of its fold and all four abnormal ones of two machines, twice
    assertThat(result.clips()).hasSize(2 * 2 * (2 + 4));
    assertThat(result.clips())
        .filteredOn(clip -> clip.machine().equals("fan/id_02") && clip.fold() == 1)
        .extracting(clip -> clip.condition() + " " + clip.clip())
        .containsExactly(
            "NORMAL 00000002",
            "NORMAL 00000003",
            "ABNORMAL 00000000",
            "ABNORMAL 00000001",
            "ABNORMAL 00000002",
            "ABNORMAL 00000003");
    assertThat(result.clips()).extracting(ScoredClip::score).doesNotHaveDuplicates();
    assertThat(result.clips())
        .allSatisfy(clip -> assertThat(clip.softmaxScore()).isFinite().isNotNegative());
  }

  @Test
  void shouldCountTheSoftmaxScoreFromTheProbabilityOfTheOwnClass() throws Exception {
    // Given
    Recipe recipe = TinyRecipe.joint().withEpochs(1);
    ModelBundle bundle =
        new Trainer(1).train(Tones.normals(2, 2, 2), recipe, 7, TrainingListener.none());
    ClipFeatures clip = ClipFeatures.read(Tones.normal(1, 9, 2), recipe);

    try (Detector detector = Detector.load(bundle)) {
      // When
      Contender.Scores scores = ClipScores.whole(detector, "pump/id_01", clip);

      // Then
      List<WindowResult> windows = new ArrayList<>();
      for (int channel = 0; channel < 2; channel++) {
        String sensor = "pump/id_01.ch" + (channel + 1);
        for (float[][] window : Windows.of(clip.channels().get(channel), recipe.window())) {
          windows.addAll(detector.score(List.of(new WindowInput("pump/id_01", sensor, window))));
        }
      }
      assertThat(scores.score()).isCloseTo(mean(windows, WindowResult::score), within(1e-4));
      assertThat(scores.softmaxScore())
          .isCloseTo(mean(windows, w -> -Math.log(w.classProbability())), within(1e-3));
    }
  }

  private static double mean(List<WindowResult> windows, ToDoubleFunction<WindowResult> value) {
    return windows.stream().mapToDouble(value).average().orElseThrow();
  }

  private static ScoredClip scored(
      long seed, int fold, String machine, Condition condition, double score) {
    return new ScoredClip(seed, fold, machine, "fan", condition, "00000000", score, score);
  }

  @Test
  void shouldAverageOverSeeds() {
    // Given: an AUC of 1 and of 0 with the first seed, of 0 and of 0.5 with the second
    List<ScoredClip> clips =
        List.of(
            scored(3, 0, "a", Condition.NORMAL, 1),
            scored(3, 0, "a", Condition.ABNORMAL, 2),
            scored(3, 0, "b", Condition.NORMAL, 2),
            scored(3, 0, "b", Condition.ABNORMAL, 1),
            scored(9, 0, "a", Condition.NORMAL, 2),
            scored(9, 0, "a", Condition.ABNORMAL, 1),
            scored(9, 0, "b", Condition.NORMAL, 2),
            scored(9, 0, "b", Condition.ABNORMAL, 2));

    // When
    EvaluationReport report = EvaluationReport.of("tiny", clips, 1, "");

    // Then
    assertThat(report.seeds()).containsExactly(3L, 9L);
    assertThat(report.seed()).isEqualTo(3);
    assertThat(report.machines())
        .extracting(EvaluationReport.Machine::auc)
        .containsExactly(0.5, 0.25);
    assertThat(report.meanAuc()).isEqualTo(0.375);
    assertThat(report.meanSoftmaxAuc()).isEqualTo(0.375);
    assertThat(report.harmonicMeanAuc()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(report.meanAucDeviation()).isCloseTo(0.25 / Math.sqrt(2), within(1e-12));
  }

  @Test
  void shouldJudgeEveryModelByItsOwnScale() {
    // Given: two folds, each perfect, the second on a scale far above the first
    List<ScoredClip> clips =
        List.of(
            scored(1, 0, "a", Condition.NORMAL, 1),
            scored(1, 0, "a", Condition.ABNORMAL, 2),
            scored(1, 1, "a", Condition.NORMAL, 10),
            scored(1, 1, "a", Condition.ABNORMAL, 20));

    // When
    EvaluationReport.Machine machine = EvaluationReport.of("tiny", clips, 1, "").machines().get(0);

    // Then
    assertThat(machine.auc()).isEqualTo(1);
    assertThat(machine.pauc()).isCloseTo(1, within(1e-12));
    assertThat(machine.pooledAuc()).isEqualTo(0.75);
  }

  @Test
  void shouldTrainEachMachineOnItsOwnSoundOnly() throws Exception {
    // Given
    List<List<String>> heard = new ArrayList<>();
    Contender eavesdropping = new Eavesdropper(heard);
    List<ClipFeatures> normals = new ArrayList<>();
    for (TrainingClip clip : Tones.normals(3, 2, 1).clips()) {
      normals.add(eavesdropping.read(clip));
    }

    // When
    Contender alone = new AloneContender(eavesdropping);
    try (Contender.Model model = alone.learn(normals, 1, TrainingListener.none())) {
      // Then
      assertThat(heard)
          .containsExactly(
              List.of("fan/id_00", "fan/id_00"),
              List.of("fan/id_02", "fan/id_02"),
              List.of("pump/id_01", "pump/id_01"));
      assertThat(model.knows("fan/id_02")).isTrue();
      assertThat(model.knows("fan/id_03")).isFalse();
      assertThat(model.score(normals.get(2)).score()).isEqualTo(1);
      assertThat(model.score(normals.get(4)).score()).isEqualTo(2);
    }
  }

  /** Takes down whose sound it is given; the score is the number of the model. */
  private record Eavesdropper(List<List<String>> heard) implements Contender {

    @Override
    public String name() {
      return "eavesdropper";
    }

    @Override
    public ClipFeatures read(TrainingClip clip) throws IOException {
      return ClipFeatures.read(clip, TinyRecipe.joint());
    }

    @Override
    public Model learn(List<ClipFeatures> normals, long seed, TrainingListener listener) {
      heard.add(normals.stream().map(clip -> clip.clip().machineId()).toList());
      int number = heard.size() - 1;
      return new Model() {
        @Override
        public boolean knows(String machine) {
          return true;
        }

        @Override
        public Scores score(ClipFeatures clip) {
          return new Scores(number, null);
        }

        @Override
        public void close() {}
      };
    }
  }

  @Test
  void shouldSayWhatTheProtocolNeeds() {
    // Given
    Evaluation evaluation = new Evaluation(1);
    Recipe recipe = TinyRecipe.joint().withEpochs(1);
    Dataset normalsOnly = Tones.normals(2, 4, 2);

    // Then
    assertThatThrownBy(
            () ->
                evaluation.run(
                    normalsOnly,
                    recipe,
                    List.of(7L),
                    new KFold(List.of(5)),
                    TrainingListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("folds: [5] are not among 0 to 4");
    assertThatThrownBy(
            () ->
                evaluation.run(
                    normalsOnly,
                    recipe,
                    List.of(7L),
                    new KFold(List.of(0)),
                    TrainingListener.none()))
        .isInstanceOf(DatasetException.class)
        .hasMessage("fan/id_00 has no normal or no abnormal clip to be tested on in fold 0");
  }
}
