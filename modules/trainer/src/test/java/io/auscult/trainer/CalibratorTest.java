/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Calibrator.Calibrated;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CalibratorTest {

  private static final Dataset TRAINING = Tones.normals(2, 3, 2);
  private static final Calibrator CALIBRATOR = new Calibrator(1);

  private static ModelBundle bundle;

  @BeforeAll
  static void train() throws Exception {
    bundle =
        new Trainer(1)
            .train(
                TrainingPlan.uncalibrated(TRAINING),
                TinyRecipe.joint().withEpochs(1),
                7,
                TrainingListener.none());
  }

  private static Dataset unheard(int clips) {
    List<TrainingClip> all = new ArrayList<>();
    for (int machine = 0; machine < 2; machine++) {
      for (int number = 10; number < 10 + clips; number++) {
        all.add(Tones.normal(machine, number, 2));
      }
    }
    return new Dataset(all);
  }

  private static Dataset renamed(Dataset dataset) {
    return new Dataset(
        dataset.clips().stream()
            .map(
                c ->
                    new TrainingClip(
                        c.machineId(), c.type(), "copy of " + c.name(), c.condition(), c.audio()))
            .toList());
  }

  private static Calibrated calibrate(Dataset dataset, double rate) throws Exception {
    return CALIBRATOR.calibrate(bundle, dataset, rate, done -> {});
  }

  private static List<CalibrationSpec> calibrations(ModelBundle model) {
    return model.manifest().classes().map(ClassSpec::calibration).filter(Objects::nonNull).toList();
  }

  @Test
  void shouldGiveEveryMachineAThresholdForTheRateThatIsAskedFor() throws Exception {
    // When
    Calibrated calibrated = calibrate(unheard(4), 0.5);

    // Then
    assertThat(calibrated.bundle().manifest().calibrated()).isTrue();
    assertThat(calibrated.bundle().manifest().modelVersion())
        .isEqualTo(bundle.manifest().modelVersion());
    assertThat(calibrated.trainedOn()).isZero();
    assertThat(calibrations(calibrated.bundle()))
        .allSatisfy(
            spec -> {
              assertThat(spec.falseAlarmsPerWeek()).isEqualTo(0.5);
              assertThat(spec.clips()).isEqualTo(4);
              assertThat(spec.hours()).isCloseTo(4 * 2 / 3600.0, within(1e-9));
              assertThat(spec.extrapolated()).isTrue();
            });
  }

  @Test
  void shouldNeverCalibrateOnWhatTheModelWasTrainedOnByWhateverName() throws Exception {
    // Given
    List<TrainingClip> mixed = new ArrayList<>(renamed(TRAINING).clips());
    mixed.addAll(unheard(2).clips());

    // When
    Calibrated calibrated = calibrate(new Dataset(mixed), 1);

    // Then
    assertThat(calibrated.trainedOn()).isEqualTo(TRAINING.clips().size());
    assertThat(calibrated.bundle().toBytes())
        .isEqualTo(calibrate(unheard(2), 1).bundle().toBytes());
  }

  @Test
  void shouldStillKnowWhatItWasTrainedOnWhenReadBack() throws Exception {
    // Given
    ModelBundle read = ModelBundle.read(bundle.toBytes(), "model.zip");

    // Then
    assertThat(read.trainingClips()).hasSize(TRAINING.clips().size());
    assertThatThrownBy(() -> CALIBRATOR.calibrate(read, TRAINING, 1, done -> {}))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "model %s was trained on all 6 normal clips: calibrate it on sound it has not heard"
                .formatted(read.manifest().modelVersion()));
  }

  @Test
  void shouldLeaveAMachineThatIsNotHeardAsItWas() throws Exception {
    // Given
    ModelBundle before = calibrate(unheard(2), 1).bundle();
    Dataset first = unheard(4).where(clip -> clip.machineId().equals("fan/id_00"));

    // When
    ModelBundle after = CALIBRATOR.calibrate(before, first, 7, done -> {}).bundle();

    // Then
    assertThat(calibrations(after).get(0).falseAlarmsPerWeek()).isEqualTo(7);
    assertThat(calibrations(after).get(1)).isEqualTo(calibrations(before).get(1));
  }

  @Test
  void shouldSayInOneLineWhyItCannotCalibrate() {
    assertThatThrownBy(() -> calibrate(new Dataset(List.of(Tones.normal(3, 10, 2))), 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageEndingWith("has not learned pump/id_03: leave its clips out");
    assertThatThrownBy(() -> calibrate(new Dataset(List.of(Tones.abnormal(0, 1, 2))), 1))
        .isInstanceOf(DatasetException.class)
        .hasMessage("there is no normal clip to calibrate on");
    assertThatThrownBy(() -> calibrate(new Dataset(List.of(Tones.normal(0, 10, 0.5))), 1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("lasts 0.50 s: model tiny-7-");
  }

  @Test
  void shouldRefuseToHoldOutWhatItTrainsOn() {
    TrainingPlan plan = new TrainingPlan(TRAINING, renamed(TRAINING));

    assertThatThrownBy(
            () ->
                new Trainer(1)
                    .train(plan, TinyRecipe.joint().withEpochs(1), 7, TrainingListener.none()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("the same sound is trained on");
    assertThatThrownBy(() -> plan.asking(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("falseAlarmsPerWeek: must be a positive number, is 0.0");
  }

  @Test
  void shouldObserveTheTailOnClipsThatNeitherTrainingNorCalibrationHeard() throws Exception {
    // Given
    Dataset clips = Tones.normals(2, 10, 2);

    // When
    TailReport report =
        new TailEvaluation(1)
            .run(
                clips,
                TinyRecipe.joint().withEpochs(1),
                7,
                new KFold(List.of(0, 4)),
                TrainingListener.none());

    // Then two clips a fold and machine, two channels of six or more windows
    assertThat(report.machines()).hasSize(2);
    assertThat(report.smoothed().clips()).isEqualTo(8);
    assertThat(report.windows().count()).isGreaterThan(report.smoothed().count());
    assertThat(report.smoothed().atMost2Percent())
        .isBetween(0.0, report.smoothed().atMost10Percent());
    assertThat(report.smoothed().atMost10Percent()).isLessThan(0.6);
  }
}
