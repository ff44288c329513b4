/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrialResult.Alarms;
import io.auscult.trainer.TrialResult.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrialTest {

  private static final Dataset TRAINING = Tones.normals(2, 3, 2);

  private static ModelBundle model;

  @BeforeAll
  static void train() throws Exception {
    List<TrainingClip> calibration = new ArrayList<>();
    for (int machine = 0; machine < 2; machine++) {
      for (int number = 50; number < 56; number++) {
        calibration.add(Tones.normal(machine, number, 2));
      }
    }
    model =
        new Trainer(1)
            .train(
                // So little sound says nothing of a week without an alarm.
                new TrainingPlan(TRAINING, new Dataset(calibration), 10_000),
                TinyRecipe.joint(),
                7,
                TrainingListener.none());
  }

  /** The model, of which every threshold is so much higher. */
  private static ModelBundle raised(double by) {
    Map<String, CalibrationSpec> calibrations = new HashMap<>();
    for (ClassSpec known : model.manifest().classes().toList()) {
      CalibrationSpec c = known.calibration();
      calibrations.put(
          known.name(),
          new CalibrationSpec(
              c.threshold() + by,
              c.falseAlarmsPerWeek(),
              c.extrapolated(),
              c.hours(),
              c.clips(),
              c.smoothed()));
    }
    return model.calibrated(calibrations);
  }

  private static Dataset normals(int clips) {
    List<TrainingClip> all = new ArrayList<>();
    for (int number = 10; number < 10 + clips; number++) {
      all.add(Tones.normal(0, number, 2));
    }
    return new Dataset(all);
  }

  private static Dataset withReal(int clips) {
    List<TrainingClip> all = new ArrayList<>(normals(6).clips());
    for (int number = 10; number < 10 + clips; number++) {
      all.add(Tones.abnormal(0, number, 2));
    }
    return new Dataset(all);
  }

  private static TrialResult trial(ModelBundle champion, ModelBundle challenger, Dataset clips)
      throws Exception {
    return new Trial(1).run(champion, challenger, clips, Set.of(), done -> {});
  }

  @Test
  void shouldNotCallAModelWorseThanItself() throws Exception {
    // When
    TrialResult result = trial(model, model, withReal(3));

    // Then
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_WORSE);
    assertThat(result.reasons()).isEmpty();
    assertThat(result.real()).isEqualTo(new Alarms(3, 3, 3));
    assertThat(result.normal().clips()).isEqualTo(6);
    TrialResult.Machine fan = result.machines().get(0);
    assertThat(fan.machine()).isEqualTo("fan/id_00");
    assertThat(fan.championAuc()).isEqualTo(1);
    assertThat(fan.challengerAuc()).isEqualTo(1);
    assertThat(fan.normalHours()).isCloseTo(6 * 2 / 3600.0, within(1e-9));
    assertThat(result.machines().get(1).championAuc()).isNull();
  }

  @Test
  void shouldCallAModelWorseThatRaisesMoreFalseAlarmsThanChanceExplains() throws Exception {
    // Given: the challenger takes everything for an anomaly, the champion nothing
    ModelBundle deaf = raised(1000);
    ModelBundle nervous = raised(-1000);

    // Then: five clips could be no chance any more, four could
    assertThat(trial(deaf, nervous, normals(4)).verdict()).isEqualTo(Verdict.NOT_WORSE);
    TrialResult result = trial(deaf, nervous, normals(5));
    assertThat(result.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(result.reasons())
        .containsExactly(
            "it raises false alarms on 5 of 5 normal clips, the champion on 0 (chance: 0.031), more of them at fan/id_00");
    assertThat(trial(nervous, deaf, normals(5)).verdict()).isEqualTo(Verdict.NOT_WORSE);
  }

  @Test
  void shouldCallAModelWorseThatMissesARealAnomaly() throws Exception {
    // When
    TrialResult result = trial(model, raised(1000), withReal(1));

    // Then
    assertThat(result.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(result.reasons())
        .containsExactly(
            "it catches 0 of 1 clips of real anomalies, the champion 1; it misses fan/id_00 00000010");
    assertThat(trial(raised(1000), model, withReal(1)).verdict()).isEqualTo(Verdict.NOT_WORSE);
  }

  @Test
  void shouldCallAModelWorseThatDoesNotKnowAMachineUnlessItIsRetired() throws Exception {
    // Given
    ModelBundle other =
        new Trainer(1)
            .train(
                Tones.normals(3, 3, 2).where(clip -> !clip.machineId().equals("pump/id_01")),
                TinyRecipe.joint().withEpochs(1),
                7,
                TrainingListener.none());

    // When
    TrialResult result = trial(model, other, new Dataset(List.of()));

    // Then
    assertThat(result.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(result.reasons())
        .containsExactly("it does not know pump/id_01, as the champion does");
    assertThat(
            new Trial(1)
                .run(model, other, new Dataset(List.of()), Set.of("pump/id_01"), done -> {})
                .verdict())
        .isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void shouldNotCountWhatOneOfThemWasTrainedOn() throws Exception {
    // When
    TrialResult result = trial(raised(1000), raised(-1000), TRAINING);

    // Then
    assertThat(result.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(result.alreadyHeard()).isEqualTo(TRAINING.clips().size());
    assertThat(result.reasons())
        .containsExactly(
            "there is no sound that both know the machine of, have a threshold for and were not trained on; clips there are: 6");
  }

  @Test
  void shouldNotJudgeAModelWithoutThresholds() throws Exception {
    // Given
    ModelBundle uncalibrated = model.calibrated(Map.of());

    // Then
    assertThat(trial(uncalibrated, model, withReal(2)).verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(trial(model, model, new Dataset(List.of())).reasons())
        .containsExactly("there is no sound to try them on");
  }
}
