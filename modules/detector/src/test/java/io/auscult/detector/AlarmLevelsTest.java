/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static io.auscult.detector.Streams.clip;
import static io.auscult.detector.Streams.wander;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmLevelsTest {

  private static final AlarmLevels LEVELS = new AlarmLevels(Streams.WINDOW, AlarmSpec.standard());

  @ParameterizedTest
  @CsvSource({"3, 5", "1, 1", "5, 5", "2, 7"})
  void shouldExceedExactlyTheThresholdsThatRaiseAnAlarm(int open, int of) {
    // Given
    double[] scores = wander(300, 0, 1, new Random(open));
    double[] levels =
        new AlarmLevels(new WindowSpec(64, 32, 4, Evidence.MEAN), new AlarmSpec(open, of, 5, 0, 30))
            .of(clip(scores));

    // Then
    assertThat(levels).hasSize(300 - 3 - open + 1);
    for (double threshold = -1; threshold < 2; threshold += 0.05) {
      for (int i = 0; i < levels.length; i++) {
        int window = 3 + open - 1 + i;
        assertThat(levels[i] > threshold).isEqualTo(votes(scores, window, of, threshold) >= open);
      }
    }
  }

  /** The latest windows over the threshold both by their own score and the mean of four. */
  private static int votes(double[] scores, int window, int of, double threshold) {
    int votes = 0;
    for (int w = Math.max(3, window - of + 1); w <= window; w++) {
      double mean = (scores[w] + scores[w - 1] + scores[w - 2] + scores[w - 3]) / 4;
      votes += scores[w] > threshold && mean > threshold ? 1 : 0;
    }
    return votes;
  }

  @Test
  void shouldTakeTheLoudestChannel() {
    // Given
    double[] one = wander(40, 0, 1, new Random(1));
    double[] other = wander(40, 0, 1, new Random(2));

    // When
    double[] both = LEVELS.of(clip(one, other));

    // Then
    double[] ofOne = LEVELS.of(clip(one));
    double[] ofOther = LEVELS.of(clip(other));
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isEqualTo(Math.max(ofOne[i], ofOther[i]));
    }
  }

  @Test
  void shouldTryTheRuleAtLeastOnceOnAShortClip() {
    assertThat(LEVELS.of(clip(new double[] {1, 2, 3, 4, 5, 6, 7, 8}))).hasSize(1);
    assertThat(LEVELS.of(clip(new double[] {5}))).containsExactly(5);
    assertThat(LEVELS.of(clip(new double[] {5, 7}))[0]).isCloseTo(5, within(1e-12));
  }

  @Test
  void shouldTakeNeighbouringRisesForOne() {
    // Given
    double[] levels = {0, 3, 0, 4, 0, 0, 0, 5, 0, 1};

    // Then
    assertThat(LEVELS.peaks(levels, 2, 1)).containsExactly(3.0, 4.0, 5.0);
    assertThat(LEVELS.peaks(levels, 2, 2)).containsExactly(4.0, 5.0);
    assertThat(LEVELS.peaks(levels, 2, 4)).containsExactly(5.0);
    assertThat(LEVELS.peaks(levels, 9, 4)).isEmpty();
  }
}
