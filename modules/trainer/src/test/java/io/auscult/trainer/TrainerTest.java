/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrainingListener.Phase;
import io.auscult.trainer.TrainingListener.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {

  private static final Trainer ONE_THREAD = new Trainer(1);
  private static final Dataset NORMALS = Tones.normals(4, 3, 2);

  static Stream<Recipe> recipes() {
    return Stream.of(TinyRecipe.joint(), TinyRecipe.perType(), TinyRecipe.bands());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void shouldTellAbnormalFromNormalSoundWhenTrainedOnNormalSoundOnly(Recipe recipe)
      throws Exception {
    // When
    ModelBundle bundle = ONE_THREAD.train(NORMALS, recipe, 7, TrainingListener.none());

    // Then
    List<Double> normal = new ArrayList<>();
    List<Double> abnormal = new ArrayList<>();
    try (Detector detector = Detector.load(bundle)) {
      for (int machine = 0; machine < 4; machine++) {
        for (int number = 10; number < 13; number++) {
          normal.add(score(detector, recipe, Tones.normal(machine, number, 2)));
          abnormal.add(score(detector, recipe, Tones.abnormal(machine, number, 2)));
        }
      }
    }
    // The classifier of two machines knows less of what is normal than all four's embeddings do.
    double least = recipe.perType() ? 0.7 : 0.95;
    assertThat(Roc.auc(array(normal), array(abnormal))).isGreaterThan(least);
  }

  @Test
  void shouldGiveTheSameBytesForTheSameSeedAndOthersForAnother() throws Exception {
    // Given
    Recipe recipe = TinyRecipe.joint().withEpochs(2);
    List<TrainingClip> shuffled = new ArrayList<>(NORMALS.clips());
    Collections.reverse(shuffled);

    // When
    ModelBundle one = ONE_THREAD.train(NORMALS, recipe, 7, TrainingListener.none());
    ModelBundle same = ONE_THREAD.train(new Dataset(shuffled), recipe, 7, TrainingListener.none());
    ModelBundle other = ONE_THREAD.train(NORMALS, recipe, 8, TrainingListener.none());

    // Then
    assertThat(same.toBytes()).isEqualTo(one.toBytes());
    assertThat(other.manifest().modelVersion()).isNotEqualTo(one.manifest().modelVersion());
    assertThat(other.manifest().dataFingerprint()).isEqualTo(one.manifest().dataFingerprint());
  }

  @Test
  void shouldWriteDownWhatItWasTrainedOn() throws Exception {
    // When
    Recipe recipe = TinyRecipe.perType().withEpochs(1);
    ModelBundle bundle = ONE_THREAD.train(NORMALS, recipe, 7, TrainingListener.none());

    // Then
    assertThat(bundle.manifest().networks())
        .extracting(NetworkSpec::name)
        .containsExactly("fan", "pump");
    assertThat(bundle.manifest().machines())
        .extracting(machine -> machine.type() + " " + machine.modelClass())
        .containsExactly("fan fan/id_00", "fan fan/id_02", "pump pump/id_01", "pump pump/id_03");
    assertThat(bundle.manifest().calibrated()).isTrue();
    assertThat(bundle.manifest().metrics()).containsKey("loss");
  }

  @Test
  void shouldHaveNoThresholdsWhenNothingIsHeldOut() throws Exception {
    // When
    ModelBundle bundle =
        ONE_THREAD.train(
            TrainingPlan.uncalibrated(NORMALS),
            TinyRecipe.joint().withEpochs(1),
            7,
            TrainingListener.none());

    // Then
    assertThat(bundle.manifest().calibrated()).isFalse();
  }

  @Test
  void shouldReportProgressThatOnlyGrows() throws Exception {
    // Given
    List<Progress> heard = new ArrayList<>();

    // When
    ONE_THREAD.train(NORMALS, TinyRecipe.perType().withEpochs(2), 7, heard::add);

    // Then
    assertThat(heard).extracting(Progress::done).isSorted();
    assertThat(heard.get(heard.size() - 1).done()).isCloseTo(1, within(1e-9));
    assertThat(heard).extracting(Progress::phase).contains(Phase.values());
    assertThat(heard)
        .filteredOn(progress -> progress.phase() == Phase.TRAINING)
        .allSatisfy(progress -> assertThat(progress.loss()).isPositive());
  }

  @Test
  void shouldEndAtOnceWhenInterruptedAndTrainAgain() throws Exception {
    // Given
    Recipe recipe = TinyRecipe.joint().withEpochs(1);
    List<Progress> heard = new ArrayList<>();
    TrainingListener interrupting =
        progress -> {
          heard.add(progress);
          if (progress.phase() == Phase.TRAINING) {
            Thread.currentThread().interrupt();
          }
        };

    // Then
    assertThatThrownBy(() -> ONE_THREAD.train(NORMALS, recipe, 7, interrupting))
        .isInstanceOf(InterruptedException.class);
    assertThat(heard).filteredOn(p -> p.phase() == Phase.TRAINING).hasSize(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(ONE_THREAD.train(NORMALS, recipe, 7, TrainingListener.none())).isNotNull();
  }

  @Test
  void shouldLearnASingleMachineFromSistersThatDoNotExist() throws Exception {
    // When
    ModelBundle bundle = train(Tones.normals(1, 6, 4), TinyRecipe.alone());

    // Then
    assertThat(bundle.manifest().machines()).hasSize(1);
    assertThat(bundle.manifest().networks().get(0).logits()).isEqualTo(4);
    assertThat(bundle.manifest().scorer()).isEqualTo(new ScorerSpec.Mahalanobis(0.1));
    try (Detector detector = Detector.load(bundle)) {
      double[] normal = new double[4];
      double[] abnormal = new double[4];
      for (int i = 0; i < 4; i++) {
        normal[i] = score(detector, TinyRecipe.alone(), Tones.normal(0, 20 + i, 4));
        abnormal[i] = score(detector, TinyRecipe.alone(), Tones.abnormal(0, 20 + i, 4));
      }
      assertThat(Roc.auc(normal, abnormal)).isEqualTo(1);
    }
  }

  @Test
  void shouldBeginWhereTheModelBeforeItStands() throws Exception {
    // Given: three machines are known, the fourth is new
    Recipe recipe = TinyRecipe.joint();
    Dataset three = Tones.normals(3, 3, 2);
    ModelBundle before = train(three, recipe);
    TrainingPlan plan = TrainingPlan.holdingOut(NORMALS, 0.3);

    // When
    double cold = firstLoss(plan, null);
    double warm = firstLoss(plan, before);

    // Then
    assertThat(warm).isLessThan(cold / 2);
    assertThat(ONE_THREAD.train(plan, recipe, 7, before, TrainingListener.none()).toBytes())
        .isEqualTo(ONE_THREAD.train(plan, recipe, 7, before, TrainingListener.none()).toBytes());
  }

  private static double firstLoss(TrainingPlan plan, @Nullable ModelBundle start) throws Exception {
    List<Double> losses = new ArrayList<>();
    Recipe recipe = TinyRecipe.joint().withEpochs(1);
    ONE_THREAD.train(
        plan,
        recipe,
        7,
        start,
        progress -> {
          if (progress.phase() == Phase.TRAINING) {
            losses.add(progress.loss());
          }
        });
    return losses.get(0);
  }

  @Test
  void shouldRefuseToBeginWithAnotherNetwork() throws Exception {
    // Given
    ModelBundle other = train(NORMALS, TinyRecipe.perType().withEpochs(1));
    TrainingPlan plan = TrainingPlan.uncalibrated(NORMALS);

    // Then
    assertThatThrownBy(
            () -> ONE_THREAD.train(plan, TinyRecipe.joint(), 7, other, TrainingListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model %s cannot be trained on by recipe tiny: it has no network of the architecture WIDE_RESNET; train without a warm start"
                .formatted(other.manifest().modelVersion()));
  }

  @Test
  void shouldLearnWhatEachSensorHearsWhereClipsAreOfSingleSensors() throws Exception {
    // Given: a machine with two microphones, each clip of one of them
    List<TrainingClip> clips = new ArrayList<>(Tones.normals(2, 3, 2).clips());
    for (int number = 0; number < 4; number++) {
      String sensor = number % 2 == 0 ? "left" : "right";
      float[][] sound = {Tones.hum(700, 2 * Tones.SAMPLE_RATE, number)};
      clips.add(
          new TrainingClip(
              "m", "t", sensor + number, Condition.NORMAL, Part.UNSPECIFIED, () -> sound, sensor));
    }
    TrainingPlan plan = TrainingPlan.uncalibrated(new Dataset(clips));

    // When
    ModelBundle bundle =
        ONE_THREAD.train(plan, TinyRecipe.joint().withEpochs(1), 7, TrainingListener.none());

    // Then
    assertThat(bundle.manifest().sensorsOf("m")).containsExactly("left", "right");
    TrainingClip twoChannels =
        new TrainingClip(
            "m",
            "t",
            "x",
            Condition.NORMAL,
            Part.UNSPECIFIED,
            () -> new float[2][2 * Tones.SAMPLE_RATE],
            "left");
    assertThatThrownBy(() -> ClipFeatures.read(twoChannels, TinyRecipe.joint()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("2 channels");
  }

  @Test
  void shouldSayInOneLineWhyItCannotTrain() {
    // Given
    Dataset oneMachine = Tones.normals(1, 3, 2);
    Dataset oneOfEachType = Tones.normals(2, 3, 2);
    Dataset oneClip = Tones.normals(2, 1, 2);
    Dataset tooShort = Tones.normals(2, 2, 0.5);
    Dataset abnormal = new Dataset(List.of(Tones.abnormal(0, 1, 2)));

    // Then
    assertThatThrownBy(() -> train(oneMachine, TinyRecipe.joint()))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "recipe tiny tells machines apart and needs at least two; there is only fan/id_00");
    assertThatThrownBy(() -> train(oneOfEachType, TinyRecipe.perType()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("at least two of each type; there is only fan/id_00");
    assertThatThrownBy(() -> train(oneClip, TinyRecipe.joint()))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("fan/id_00 has a single normal clip");
    assertThatThrownBy(() -> train(tooShort, TinyRecipe.joint()))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "fan/id_00 normal 00000000 lasts 0.50 s:"
                + " recipe tiny needs at least 16 frames of 512 samples");
    assertThatThrownBy(() -> train(abnormal, TinyRecipe.joint()))
        .isInstanceOf(DatasetException.class)
        .hasMessage("there is no normal clip to train on");
  }

  private static ModelBundle train(Dataset dataset, Recipe recipe) throws Exception {
    return ONE_THREAD.train(dataset, recipe, 7, TrainingListener.none());
  }

  private static double score(Detector detector, Recipe recipe, TrainingClip clip)
      throws Exception {
    ClipFeatures features = ClipFeatures.read(clip, recipe);
    return ClipScores.of(detector, clip.machineId(), features).stream()
        .flatMapToDouble(Arrays::stream)
        .average()
        .orElseThrow();
  }

  private static double[] array(List<Double> scores) {
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
