/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static io.auscult.detector.Streams.clip;
import static io.auscult.detector.Streams.counted;
import static io.auscult.detector.Streams.falseAlarms;
import static io.auscult.detector.Streams.plant;
import static io.auscult.detector.Streams.wander;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.CalibrationSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FalseAlarmsTest {

  private static final double HOUR = 168;

  @Test
  void shouldRaiseAsManyFalseAlarmsAsWereAskedFor() {
    // Given 8 machines, an hour of held-out sound each
    Map<String, FalseAlarms> expected = falseAlarms(plant(8, 6, 1));

    // When they are heard for 25 hours each
    Map<String, List<HeldOutClip>> heard = plant(8, 150, 2);

    // Then
    for (double perWeek : new double[] {HOUR, HOUR / 8, HOUR / 24}) {
      double asked = 8 * 25 * perWeek / HOUR;
      long observed = 0;
      for (Map.Entry<String, List<HeldOutClip>> machine : heard.entrySet()) {
        double threshold = expected.get(machine.getKey()).threshold(perWeek);
        observed += counted(machine.getValue(), threshold);
      }
      assertThat(observed / asked).as("asked for %.1f a week", perWeek).isBetween(1 / 3.0, 2.0);
    }
  }

  @Test
  void shouldNotTakeTwoMinutesForALicence() {
    // Given 8 machines, six clips of 20 s each
    Random random = new Random(5);
    var heldOut = new TreeMap<String, List<HeldOutClip>>();
    for (int m = 0; m < 8; m++) {
      HeldOutClip[] clips = new HeldOutClip[6];
      Arrays.setAll(clips, i -> clip(wander(19, 0, 1, random)));
      heldOut.put("fan-" + m, List.of(clips));
    }
    Map<String, FalseAlarms> expected = falseAlarms(heldOut);

    // When one false alarm in eight hours is asked for
    long observed = 0;
    for (FalseAlarms alarms : expected.values()) {
      HeldOutClip hours = clip(wander(50 * 3516, 0, 1, random));
      observed += counted(List.of(hours), alarms.threshold(HOUR / 8));
    }

    // Then it errs on the careful side: 50 were asked for
    assertThat(observed).isLessThan(100);
  }

  @Test
  void shouldExpectWhatItSetTheThresholdFor() {
    // Given
    FalseAlarms alarms = falseAlarms(clip(wander(3516, 0, 1, new Random(1))));

    // Then
    for (double perWeek : new double[] {1e-6, 0.25, 1, 7, HOUR / 8, HOUR}) {
      assertThat(alarms.perWeek(alarms.threshold(perWeek)))
          .isCloseTo(perWeek, within(1e-6 * perWeek));
    }
  }

  @Test
  void shouldExpectFewerFalseAlarmsTheHigherTheThreshold() {
    // Given
    FalseAlarms alarms = falseAlarms(clip(wander(3516, 0, 1, new Random(1))));

    // Then
    double above = Double.POSITIVE_INFINITY;
    for (double threshold = alarms.threshold(1e9); threshold < 20; threshold += 0.01) {
      assertThat(alarms.perWeek(threshold)).isLessThanOrEqualTo(above);
      above = alarms.perWeek(threshold);
    }
    assertThat(alarms.perWeek(-10)).isGreaterThanOrEqualTo(alarms.perWeek(1));
  }

  @Test
  void shouldNotDependOnTheScaleOfTheScores() {
    // Given
    double[] scores = wander(3516, 0, 1, new Random(1));
    double[] other = Arrays.stream(scores).map(s -> 1000 * s + 50).toArray();

    // Then
    assertThat(falseAlarms(clip(other)).threshold(1))
        .isCloseTo(1000 * falseAlarms(clip(scores)).threshold(1) + 50, within(1e-6));
  }

  @Test
  void shouldSayWhichRatesLieBeyondTheDataAndByHowMuch() {
    // Given half an hour
    FalseAlarms alarms = falseAlarms(clip(wander(1758, 0, 1, new Random(1))));

    // Then
    assertThat(alarms.hours()).isCloseTo(0.5, within(0.001));
    assertThat(alarms.isExtrapolated(HOUR * 2.1)).isFalse();
    assertThat(alarms.isExtrapolated(HOUR)).isTrue();
    assertThat(alarms.hoursMissing(HOUR)).isCloseTo(0.5, within(0.001));
    assertThat(alarms.hoursMissing(1)).isCloseTo(167.5, within(0.001));
    assertThat(alarms.hoursMissing(HOUR * 3)).isZero();
    CalibrationSpec spec = alarms.calibration(1);
    assertThat(spec.extrapolated()).isTrue();
    assertThat(spec.falseAlarmsPerWeek()).isEqualTo(1);
    assertThat(spec.clips()).isEqualTo(1);
    assertThat(spec.hours()).isEqualTo(alarms.hours());
    assertThat(spec.threshold()).isEqualTo(alarms.threshold(1));
  }

  @Test
  void shouldCountAClipOnceHoweverManyChannelsItHas() {
    // Given
    double[] scores = wander(600, 0, 1, new Random(1));

    // When
    FalseAlarms one = falseAlarms(clip(scores));
    FalseAlarms four = falseAlarms(clip(scores, scores, scores, scores));

    // Then
    assertThat(four.hours()).isEqualTo(one.hours());
    assertThat(four.threshold(1)).isEqualTo(one.threshold(1));
  }

  @Test
  void shouldRefuseWhatCannotBeCounted() {
    assertThatThrownBy(() -> clip(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("calibration needs at least one window of every clip");
    assertThatThrownBy(() -> clip(new double[] {0.1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the score of a window is NaN");
    assertThatThrownBy(() -> clip(new double[] {1}, new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the channels of a clip differ in length");
  }
}
