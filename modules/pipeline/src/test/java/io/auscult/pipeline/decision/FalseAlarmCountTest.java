/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Calibration;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.HeldOutClip;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calibration counts false alarms its own way; the pipeline must raise as many. */
class FalseAlarmCountTest {

  private static final Duration PERIOD = Duration.ofMillis(1024);
  private static final WindowSpec WINDOW = new WindowSpec(64, 32, 8, Evidence.MEAN);

  @BeforeAll
  static void loadSerdes() {
    // Which makes Avro trust our enums.
    assertThat(Topics.all()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldOpenAsManyAnomaliesAsTheCalibrationCounts(int sensors) {
    // Given ten hours of scores that wander, on every sensor of the machine
    List<double[]> scores = new ArrayList<>();
    for (int sensor = 0; sensor < sensors; sensor++) {
      scores.add(wandering(new Random(1 + sensor)));
    }
    FalseAlarms counted =
        FalseAlarms.of(
                Map.of("fan-0", List.of(new HeldOutClip(35_840, scores))),
                WINDOW,
                1.024,
                AlarmSpec.standard())
            .get("fan-0");

    // Then
    for (double perHour : new double[] {0.2, 0.5, 1, 2}) {
      Calibration calibration =
          new Calibration(counted.calibration(FalseAlarms.HOURS_A_WEEK * perHour));
      assertThat(opened(scores, calibration))
          .isEqualTo(counted.counted(calibration.threshold()))
          .isBetween((long) (4 * perHour), (long) (20 * perHour));
    }
    // So often that the cooldown counts: what lasts through it is told twice, but counted once.
    Calibration often = new Calibration(counted.calibration(FalseAlarms.HOURS_A_WEEK * 20));
    assertThat(opened(scores, often))
        .isCloseTo(counted.counted(often.threshold()), withinPercentage(5));
  }

  private static double[] wandering(Random random) {
    double[] scores = new double[35_000];
    double state = 0;
    for (int i = 0; i < scores.length; i++) {
      state = 0.6 * state + 0.8 * random.nextGaussian();
      scores[i] = state;
    }
    return scores;
  }

  private static long opened(List<double[]> scores, Calibration calibration) {
    ScoreSmoother smoother = new ScoreSmoother(WINDOW.smoothing(), Evidence.MEAN);
    AlarmStateMachine alarms = new AlarmStateMachine(AlarmRule.of(AlarmSpec.standard()));
    MachineVotes votes = AlarmStateMachine.silent();
    SensorEvidence[] evidence = new SensorEvidence[scores.size()];
    @Nullable AnomalyEvent open = null;
    Instant end = Instant.EPOCH;
    long opened = 0;
    for (int i = 0; i < scores.get(0).length; i++) {
      end = end.plus(PERIOD);
      for (int sensor = 0; sensor < evidence.length; sensor++) {
        double score = scores.get(sensor)[i];
        evidence[sensor] = smoother.add(evidence[sensor], "model", score);
        if (!smoother.isFull(evidence[sensor])) {
          continue;
        }
        double smoothed = smoother.smoothed(evidence[sensor]);
        Decision decision =
            alarms.decide(
                votes,
                open,
                window("mic-" + sensor, end, score, smoothed, calibration),
                MachineRules.of(null),
                List::of);
        votes = decision.votes();
        open = decision.open();
        if (decision.event() != null && decision.event().getState() == AnomalyState.OPENED) {
          opened++;
        }
      }
    }
    return opened;
  }

  private static WindowScore window(
      String sensor, Instant end, double score, double smoothed, Calibration calibration) {
    return WindowScore.newBuilder()
        .setMachineId("fan-0")
        .setSensorId(sensor)
        .setWindowStart(end.minus(PERIOD))
        .setWindowEnd(end)
        .setCompletedAt(end)
        .setScore(score)
        .setSmoothedScore(smoothed)
        .setClassProbability(1)
        .setTailProbability(calibration.tailProbability(smoothed))
        .setThreshold(calibration.threshold())
        .setLevelDbfs(-30)
        .setModelVersion("model")
        .setSourcePartition(0)
        .setSourceOffsetFirst(0)
        .setSourceOffsetLast(0)
        .build();
  }
}
