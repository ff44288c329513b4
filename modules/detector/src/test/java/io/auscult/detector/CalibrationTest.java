/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static io.auscult.detector.Streams.clip;
import static io.auscult.detector.Streams.falseAlarms;
import static io.auscult.detector.Streams.plant;
import static io.auscult.detector.Streams.wander;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.TailSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

  private static final TailSpec TAIL = new TailSpec(9, List.of(1.0, 2.0, 2.0, 4.0), 0.1, 0.5, 0.2);

  private static Calibration of(TailSpec tail) {
    return new Calibration(new CalibrationSpec(6, 1, true, 0.1, 2, tail));
  }

  @Test
  void shouldRankAmongTheHeldOutScores() {
    // Given nine independent scores, of which the tail holds a tenth
    Calibration calibration = of(TAIL);

    // Then (1 + those at least as high) / (9 + 1)
    assertThat(calibration.tailProbability(0.5)).isEqualTo(1);
    assertThat(calibration.tailProbability(1)).isEqualTo(1);
    assertThat(calibration.tailProbability(1.5)).isCloseTo((1 + 9 * 0.85) / 10, within(1e-12));
    assertThat(calibration.tailProbability(3)).isCloseTo((1 + 9 * 0.25) / 10, within(1e-12));
    assertThat(calibration.tailProbability(4)).isCloseTo((1 + 9 * 0.1) / 10, within(1e-12));
    assertThat(calibration.tailProbability(4.5))
        .isCloseTo(0.19 * Math.pow(1 + 0.2 * 0.5 / 0.5, -1 / 0.2), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.2, 0, 0.5})
  void shouldFallWithoutAJumpFromOneAndNeverReachZero(double shape) {
    // Given
    Calibration calibration = of(new TailSpec(9, List.of(1.0, 2.0, 3.0, 4.0), 0.1, 0.5, shape));

    // Then
    double before = 1;
    for (double score = 0; score < 30; score += 0.001) {
      double probability = calibration.tailProbability(score);
      assertThat(probability).isPositive().isBetween(before - 0.001, before);
      before = probability;
    }
    assertThat(calibration.tailProbability(1e300)).isPositive().isLessThan(1e-20);
  }

  @Test
  void shouldBeUniformlyDistributedOnSoundLikeTheHeldOutOne() {
    // Given
    List<Double> tails = new ArrayList<>();
    Map<String, FalseAlarms> known = falseAlarms(plant(8, 3, 1));

    // When
    plant(8, 30, 2)
        .forEach(
            (machine, clips) -> {
              Calibration calibration = new Calibration(known.get(machine).calibration(1));
              for (HeldOutClip clip : clips) {
                for (double score : clip.smoothed(Streams.WINDOW, AlarmSpec.standard()).get(0)) {
                  tails.add(calibration.tailProbability(score));
                }
              }
            });

    // Then
    assertThat(share(tails, 0.5)).isCloseTo(0.5, within(0.03));
    assertThat(share(tails, 0.1)).isCloseTo(0.1, within(0.015));
    assertThat(share(tails, 0.02)).isCloseTo(0.02, within(0.006));
    assertThat(share(tails, 0.001)).isBetween(0.0003, 0.003);
  }

  @Test
  void shouldNotBeOverconfidentOnTwoShortClips() {
    // Given 200 machines with two clips of 10 s each, whose loudness differs from clip to clip
    Random random = new Random(3);
    var heldOut = new TreeMap<String, List<HeldOutClip>>();
    for (int m = 0; m < 200; m++) {
      heldOut.put("fan-" + m, List.of(shortClip(random), shortClip(random)));
    }
    Map<String, FalseAlarms> known = falseAlarms(heldOut);

    // When
    List<Double> tails = new ArrayList<>();
    known.forEach(
        (machine, alarms) -> {
          Calibration calibration = new Calibration(alarms.calibration(1));
          for (double score :
              shortClip(random).smoothed(Streams.WINDOW, AlarmSpec.standard()).get(0)) {
            tails.add(calibration.tailProbability(score));
          }
        });

    // Then
    assertThat(share(tails, 0.02)).isLessThan(0.03);
    assertThat(share(tails, 0.1)).isLessThan(0.13);
    assertThat(share(tails, 0.5)).isBetween(0.1, 0.55);
  }

  private static HeldOutClip shortClip(Random random) {
    return clip(wander(8, 0.5 + 0.03 * random.nextGaussian(), 0.01, random));
  }

  private static double share(List<Double> tails, double most) {
    return (double) tails.stream().filter(p -> p <= most).count() / tails.size();
  }
}
