/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.app.model.comparison.Recommendation.Advice;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.Label;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Verdict;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On scores that are made so that every figure is known. */
class ComparerTest {

  private static final Instant START = Instant.parse("2026-11-25T06:00:00Z");
  private static final Duration ENOUGH = Duration.ofHours(8);

  /** 32 frames of 512 samples at 16 kHz. */
  private static final Duration PERIOD = Duration.ofMillis(1_024);

  private static final double THRESHOLD = 10;

  private final Contender champion = ComparedModel.contender("old");
  private final Contender challenger = ComparedModel.contender("young");
  private final Map<String, MachineSettings> settings = new HashMap<>();
  private final List<Label> labels = new ArrayList<>();
  private final Map<String, AnomalyEvent> anomalies = new HashMap<>();
  private final List<WindowScore> scores = new ArrayList<>();
  private final List<WindowScore> shadows = new ArrayList<>();

  @BeforeAll
  static void letAvroBuildOurRecords() {
    assertThat(AvroSerde.of(AnomalyEvent.class)).isNotNull();
  }

  @Test
  void shouldCountWindowsHoursAnomaliesAndTheRateOfFalseAlarms() {
    // Given: ten hours; the champion is wrong once, the challenger never
    hear("fan-0", windowsIn(10), at(2), never());

    // When
    Comparison comparison = compare();

    // Then
    MachineComparison fan = comparison.machines().get(0);
    assertThat(fan.windows()).isEqualTo(windowsIn(10));
    assertThat(fan.hours()).isCloseTo(10, within(1e-3));
    assertThat(fan.champion().anomalies()).isEqualTo(1);
    assertThat(fan.champion().falseAlarmsPerWeek()).isCloseTo(168 / 10.0, within(0.01));
    // Garwood's interval of one is 0.025 to 5.57.
    assertThat(fan.champion().falseAlarmsPerWeekLow()).isCloseTo(0.0253 * 16.8, within(0.01));
    assertThat(fan.champion().falseAlarmsPerWeekHigh()).isCloseTo(5.572 * 16.8, within(0.1));
    assertThat(fan.champion().overThreshold()).isEqualTo(20);
    assertThat(fan.challenger().anomalies()).isZero();
    assertThat(fan.challenger().falseAlarmsPerWeek()).isZero();
    assertThat(comparison.recommendation().advice()).isEqualTo(Advice.PROMOTE);
    assertThat(comparison.recommendation().reason())
        .startsWith("0 false alarms of the challenger, 1 of the champion");
  }

  @Test
  void shouldAskForMoreSoundAndSayHowMuch() {
    // Given
    hear("fan-0", windowsIn(10), never(), never());
    hear("pump-0", windowsIn(3), never(), never());

    // When
    Recommendation recommendation = compare().recommendation();

    // Then
    assertThat(recommendation.advice()).isEqualTo(Advice.NOT_ENOUGH);
    assertThat(recommendation.reason())
        .isEqualTo(
            "pump-0 was compared for 3.0 h, and 8.0 h of every machine are asked for: 5.0 h more");
  }

  @Test
  void shouldKeepAChampionThatHearsWhatTheChallengerMisses() {
    // Given: labelled real, by the anomaly's id
    hear("fan-0", windowsIn(10), at(2), never());
    anomaly("a1", "fan-0", hour(2));
    label("a1", "fan-0", Verdict.REAL);

    // When
    Comparison comparison = compare();

    // Then
    assertThat(comparison.champion().real()).isEqualTo(1);
    assertThat(comparison.champion().falseAlarms()).isZero();
    assertThat(comparison.challenger().missed()).isEqualTo(1);
    assertThat(comparison.recommendation().advice()).isEqualTo(Advice.KEEP);
    assertThat(comparison.recommendation().reason())
        .isEqualTo("the challenger misses 1 of what is labelled real at fan-0, the champion 0");
  }

  @Test
  void shouldNotHoldAgainstTheChallengerWhatWasBeforeItWasCompared() {
    // Given
    hear("fan-0", windowsIn(10), never(), never());
    anomaly("a1", "fan-0", hour(-3));
    label("a1", "fan-0", Verdict.REAL);

    // When, then
    assertThat(compare().challenger().missed()).isZero();
  }

  @Test
  void shouldKeepTheChampionWhenTheChallengerRaisesFarMoreFalseAlarms() {
    // Given: six to one has a chance of 0.0625, six to none of 0.016
    hear("fan-0", windowsIn(3), never(), at(0.2, 0.6, 1, 1.4, 1.8, 2.2));
    time("fan-0", hour(0), hour(3), Verdict.NORMAL);

    // When
    Comparison comparison = compare();

    // Then: it needs no eight hours for that
    assertThat(comparison.challenger().anomalies()).isEqualTo(6);
    assertThat(comparison.challenger().labelledFalse()).isEqualTo(6);
    assertThat(comparison.recommendation().advice()).isEqualTo(Advice.KEEP);
    assertThat(comparison.recommendation().reason())
        .isEqualTo("6 false alarms of the challenger, 0 of the champion: that is no chance");
  }

  @Test
  void shouldWaitWhenMoreFalseAlarmsCanBeChance() {
    // Given
    hear("fan-0", windowsIn(10), at(2), at(3, 5, 7));

    // When
    Recommendation recommendation = compare().recommendation();

    // Then: 9 of 12 have a chance of 0.073, 12 of 16 of 0.038
    assertThat(recommendation.advice()).isEqualTo(Advice.NOT_ENOUGH);
    assertThat(recommendation.reason())
        .isEqualTo(
            "3 false alarms of the challenger, 1 of the champion can be chance: if it goes on like that, 4 times as much sound tells");
  }

  @Test
  void shouldNotPromoteAChallengerThatHearsNothing() {
    // Given: never a false alarm, whatever comes
    hear("fan-0", windowsIn(10), at(2), never());
    shadows.replaceAll(score -> with(score, 1, 1));

    // When
    Comparison comparison = compare();

    // Then
    assertThat(comparison.machines().get(0).pearson()).isNull();
    assertThat(comparison.recommendation().advice()).isEqualTo(Advice.KEEP);
    assertThat(comparison.recommendation().reason()).contains("nothing in common");
  }

  @Test
  void shouldCompareOnlyWindowsThatBothScoredAndOnlyOfTheseVersions() {
    // Given
    hear("fan-0", 100, never(), never());
    hear("pump-0", 50, never(), never());
    shadows.removeIf(score -> score.getMachineId().equals("pump-0"));
    shadows.subList(0, 10).clear();
    scores.set(99, WindowScore.newBuilder(scores.get(99)).setModelVersion("older").build());

    // When
    Comparison comparison = compare();

    // Then
    assertThat(comparison.machines()).hasSize(1);
    assertThat(comparison.windows()).isEqualTo(89);
    assertThat(comparison.from()).isEqualTo(START.plus(PERIOD.multipliedBy(11)));
    assertThat(comparison.until()).isEqualTo(START.plus(PERIOD.multipliedBy(99)));
  }

  @Test
  void shouldRaiseNoAnomalyOfAMutedMachine() {
    // Given
    hear("fan-0", windowsIn(10), at(2), at(2));
    settings.put(
        "fan-0", MachineSettings.newBuilder().setMachineId("fan-0").setMaintenance(true).build());

    // When, then
    assertThat(compare().champion().anomalies()).isZero();
  }

  @Test
  void shouldHaveNothingToCompareWithoutAWindowInCommon() {
    // Given
    hear("fan-0", 100, never(), never());
    scores.clear();

    // When
    Comparer comparer = comparer();

    // Then
    assertThat(comparer.result(ENOUGH)).isEmpty();
    assertThat(comparer.shadowWindows()).isEqualTo(100);
  }

  private Comparison compare() {
    return comparer().result(ENOUGH).orElseThrow();
  }

  private Comparer comparer() {
    Comparer comparer =
        new Comparer(champion, challenger, settings, Judgements.of(labels, anomalies));
    shadows.forEach(comparer::addShadow);
    scores.forEach(comparer::addChampion);
    comparer.endPartition();
    return comparer;
  }

  private static int windowsIn(double hours) {
    return (int) (Duration.ofHours(1).toNanos() * hours / PERIOD.toNanos());
  }

  private static Instant hour(double hour) {
    return START.plusSeconds(Math.round(3600 * hour));
  }

  private static double[] at(double... hours) {
    return hours;
  }

  private static double[] never() {
    return new double[0];
  }

  /** Healthy scores that go together, and 20 windows over the threshold at these hours. */
  private void hear(String machine, int windows, double[] championWrong, double[] challengerWrong) {
    Random random = new Random(machine.hashCode());
    for (int i = 0; i < windows; i++) {
      double common = random.nextDouble();
      Instant end = START.plus(PERIOD.multipliedBy(i + 1L));
      scores.add(score(machine, "old", end, common + level(i, championWrong)));
      shadows.add(
          score(machine, "young", end, common + random.nextDouble() + level(i, challengerWrong)));
    }
  }

  private static double level(int window, double[] wrong) {
    for (double hour : wrong) {
      int begin = windowsIn(hour);
      if (window >= begin && window < begin + 20) {
        return 2 * THRESHOLD;
      }
    }
    return 0;
  }

  private static WindowScore score(String machine, String version, Instant end, double score) {
    return new WindowScore(
        machine,
        machine,
        end.minus(PERIOD.multipliedBy(2)),
        end,
        end,
        score,
        score,
        0.5,
        score > THRESHOLD ? 1e-6 : 0.5,
        THRESHOLD,
        -30.0,
        version,
        0,
        0L,
        1L);
  }

  private static WindowScore with(WindowScore score, double value, double smoothed) {
    return WindowScore.newBuilder(score).setScore(value).setSmoothedScore(smoothed).build();
  }

  private void anomaly(String id, String machine, Instant opened) {
    anomalies.put(
        id,
        AnomalyEvent.newBuilder()
            .setAnomalyId(id)
            .setMachineId(machine)
            .setSensorId(machine)
            .setState(AnomalyState.CLOSED)
            .setOpenedAt(opened)
            .setLastAt(opened.plusSeconds(60))
            .setClosedAt(opened.plusSeconds(60))
            .setPeakScore(20)
            .setThreshold(THRESHOLD)
            .setModelVersion("old")
            .setEvidencePartition(0)
            .setEvidenceOffsetFirst(0)
            .setEvidenceOffsetLast(1)
            .build());
  }

  private void label(String id, String machine, Verdict verdict) {
    labels.add(labelOf(id, machine, verdict).setAnomalyId(id).build());
  }

  private void time(String machine, Instant from, Instant until, Verdict verdict) {
    labels.add(labelOf("time", machine, verdict).setFrom(from).setUntil(until).build());
  }

  private static Label.Builder labelOf(String id, String machine, Verdict verdict) {
    return Label.newBuilder()
        .setLabelId(id)
        .setMachineId(machine)
        .setVerdict(verdict)
        .setLabelledBy("anna")
        .setLabelledAt(START);
  }
}
