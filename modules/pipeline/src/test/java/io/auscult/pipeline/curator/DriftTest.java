/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.TailSpec;
import io.auscult.pipeline.TwoMachineModel;
import io.auscult.pipeline.state.OpenDrift;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of tail probabilities, hour by hour. */
class DriftTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  /** As the standard ones, but six times as fast. */
  private static final DriftRules RULES =
      new DriftRules(
          Duration.ofHours(4), Duration.ofHours(1), 0.25, 0.1, 0.001, Duration.ofMinutes(1));

  private static ModelManifest calibrated;

  private ModelManifest model;
  private CuratorDriver curator;
  private SplittableRandom chance;
  private int window;

  @BeforeAll
  static void calibrate() throws Exception {
    calibrated = calibrated(100);
  }

  private static ModelManifest calibrated(double independent) throws Exception {
    ModelManifest manifest = TwoMachineModel.bundle().manifest();
    CalibrationSpec spec =
        Objects.requireNonNull(manifest.modelClass("fan-0").orElseThrow().calibration());
    TailSpec tail = spec.smoothed();
    TailSpec much =
        new TailSpec(independent, tail.body(), tail.share(), tail.scale(), tail.shape());
    CalibrationSpec better =
        new CalibrationSpec(
            spec.threshold(),
            spec.falseAlarmsPerWeek(),
            spec.extrapolated(),
            spec.hours(),
            spec.clips(),
            much);
    return manifest.calibrated(Map.of("fan-0", better, "pump-0", better));
  }

  @BeforeEach
  void open() {
    model = calibrated;
    chance = new SplittableRandom(1);
    curator =
        new CuratorDriver(
            () -> model,
            new RecordedAudio(),
            CurationRules.standard(),
            RULES,
            START.plus(Duration.ofDays(10)));
  }

  @AfterEach
  void close() {
    curator.close();
  }

  private static double healthy(double uniform) {
    return uniform;
  }

  /** The median is 5 %. */
  private static double higher(double uniform) {
    return Math.pow(uniform, 4.3);
  }

  /** The median is 0.1 %. */
  private static double muchHigher(double uniform) {
    return Math.pow(uniform, 10);
  }

  /** Independent tail probabilities; what is told meanwhile. */
  private List<SensorHealth> hear(int minutes, DoubleUnaryOperator tail) {
    HeardSound sound = new HeardSound("fan-0", "mic", START, new float[0], model.modelVersion(), 0);
    for (int w = 0; w < minutes * 60_000L / HeardSound.HOP.toMillis(); w++) {
      double probability = tail.applyAsDouble(1 - chance.nextDouble());
      curator.score(sound.window(window++).setTailProbability(probability).build());
    }
    return curator.drift();
  }

  @Test
  void shouldSayNothingOfHealthySound() {
    assertThat(hear(300, DriftTest::healthy)).isEmpty();
    assertThat(curator.gauge("auscult.drift.psi", "machine", "fan-0")).isLessThan(0.02);
    assertThat(curator.gauge("auscult.drift.ks", "machine", "fan-0")).isLessThan(0.05);
  }

  @Test
  void shouldTellOfHigherScoresAfterAnHourAndOfTheirEnd() {
    assertThat(hear(50, DriftTest::higher)).isEmpty();

    List<SensorHealth> begun = hear(20, DriftTest::higher);
    assertThat(begun).hasSize(1);
    assertThat(begun.get(0).getState()).isEqualTo(HealthState.BEGIN);
    assertThat(begun.get(0).getSubject()).isEqualTo("fan-0");
    assertThat(begun.get(0).getDetail())
        .startsWith("recalibrate: scores are higher")
        .contains("PSI", "KS", "over 1 h");
    assertThat(curator.gauge("auscult.drifting.machines")).isEqualTo(1);

    List<SensorHealth> ended = hear(300, DriftTest::healthy);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).getState()).isEqualTo(HealthState.END);
    assertThat(ended.get(0).getSince()).isEqualTo(begun.get(0).getSince());
    assertThat(curator.gauge("auscult.drifting.machines")).isZero();
  }

  @Test
  void shouldTellThatTheModelMustLearnAnewWhatLiesBeyondTheHeldOutSound() {
    List<SensorHealth> told = hear(70, DriftTest::muchHigher);

    assertThat(told).hasSize(1);
    assertThat(told.get(0).getDetail()).startsWith("retrain: ");
  }

  @Test
  void shouldTellOfLowerScoresThatNewThresholdsAreEnough() {
    List<SensorHealth> told = hear(70, p -> 1 - Math.pow(p, 4));

    assertThat(told).hasSize(1);
    assertThat(told.get(0).getDetail()).startsWith("recalibrate: scores are lower");
  }

  @Test
  void shouldTellAnewWhenTheAdviceChanges() {
    hear(70, DriftTest::higher);

    List<SensorHealth> told = hear(300, DriftTest::muchHigher);

    assertThat(told)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.END, HealthState.BEGIN);
    assertThat(told.get(1).getDetail()).startsWith("retrain: ");
  }

  @Test
  void shouldNeitherBeginNorEndBetweenTheTwoMarks() {
    DriftWatch watch = new DriftWatch(RULES);
    OpenDrift open = watch.judge(null, figures(0.3), START);

    assertThat(open).isNotNull();
    assertThat(watch.judge(open, figures(0.11), START.plusSeconds(60))).isSameAs(open);
    assertThat(watch.judge(null, figures(0.24), START)).isNull();
    assertThat(watch.judge(open, figures(0.09), START)).isNull();
  }

  private static DriftFigures figures(double psi) {
    return new DriftFigures(psi, 0.9, 0.1, 10, 0, 0.2);
  }

  @Test
  void shouldNoticeAGradualChangeBeforeItIsComplete() {
    int[] noticed = {-1};
    for (int step = 0; step < 48; step++) {
      double share = step / 48.0;
      if (!hear(10, p -> Math.pow(p, 1 + 3 * share)).isEmpty() && noticed[0] < 0) {
        noticed[0] = step;
      }
    }

    assertThat(noticed[0]).isBetween(6, 47);
  }

  @Test
  void shouldStartOverWithAnotherModelOrCalibration() throws Exception {
    hear(70, DriftTest::higher);
    model = calibrated(101);

    List<SensorHealth> told = hear(10, DriftTest::higher);

    assertThat(told).extracting(SensorHealth::getState).containsExactly(HealthState.END);
    assertThat(hear(70, DriftTest::healthy)).isEmpty();
  }

  @Test
  void shouldSayNothingThatCanBeChanceWhereTheCalibrationRestsOnLittle() throws Exception {
    model = calibrated(4);

    assertThat(hear(120, DriftTest::higher)).isEmpty();
    assertThat(hear(300, p -> p / 50)).isNotEmpty();
  }

  @Test
  void shouldLeaveOutWhatIsMuted() {
    curator.decide(
        MachineSettings.newBuilder()
            .setMachineId("fan-0")
            .setMutedFrom(START)
            .setMutedUntil(START.plus(Duration.ofHours(2)))
            .build());

    assertThat(hear(80, DriftTest::muchHigher)).isEmpty();
    assertThat(curator.metrics().find("auscult.drift.psi").gauge()).isNull();
  }

  @Test
  void shouldEndWithTheMachine() {
    hear(70, DriftTest::higher);
    curator.decide(MachineSettings.newBuilder().setMachineId("fan-0").setRetired(true).build());

    curator.pass(Duration.ofMinutes(2));

    assertThat(curator.drift()).extracting(SensorHealth::getState).containsExactly(HealthState.END);
    assertThat(curator.gauge("auscult.drifting.machines")).isZero();
    assertThat(curator.metrics().find("auscult.drift.psi").gauge()).isNull();
  }
}
