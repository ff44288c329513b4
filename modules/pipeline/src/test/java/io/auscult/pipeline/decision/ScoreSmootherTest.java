/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.manifest.Evidence;
import io.auscult.pipeline.state.SensorEvidence;
import org.junit.jupiter.api.Test;

class ScoreSmootherTest {

  private final ScoreSmoother smoother = new ScoreSmoother(3, Evidence.MEAN);

  @Test
  void shouldAverageTheLatestScoresOnly() {
    SensorEvidence evidence = null;
    for (double score : new double[] {100, 1, 2, 6}) {
      evidence = smoother.add(evidence, "m1", score);
    }

    assertThat(smoother.smoothed(evidence)).isEqualTo(3);
    assertThat(smoother.isFull(evidence)).isTrue();
  }

  @Test
  void shouldNotBeFullBeforeTheSpanIsHeard() {
    SensorEvidence evidence = smoother.add(smoother.add(null, "m1", 1), "m1", 2);

    assertThat(smoother.isFull(evidence)).isFalse();
    assertThat(smoother.smoothed(evidence)).isEqualTo(1.5);
  }

  @Test
  void shouldStartAfreshWhenTheModelChanges() {
    SensorEvidence evidence = smoother.add(smoother.add(null, "m1", 1), "m1", 2);

    SensorEvidence fresh = smoother.add(evidence, "m2", 10);

    assertThat(fresh.getScores()).containsExactly(10.0);
    assertThat(fresh.getModelVersion()).isEqualTo("m2");
  }
}
