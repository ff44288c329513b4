/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.trainer.Condition;
import io.auscult.trainer.ScoredClip;
import java.util.List;
import org.junit.jupiter.api.Test;

class MisjudgedTest {

  private static ScoredClip clip(int fold, Condition condition, String name, double score) {
    return new ScoredClip(1, fold, "fan/id_00", "fan", condition, name, score, null);
  }

  // The second fold's model scores everything a thousand times as high.
  private static final List<ScoredClip> CLIPS =
      List.of(
          clip(0, Condition.NORMAL, "n0", 1),
          clip(0, Condition.NORMAL, "n1", 5),
          clip(0, Condition.ABNORMAL, "a", 2),
          clip(0, Condition.ABNORMAL, "b", 6),
          clip(0, Condition.ABNORMAL, "c", 0),
          clip(1, Condition.NORMAL, "n2", 2000),
          clip(1, Condition.NORMAL, "n3", 3000),
          clip(1, Condition.ABNORMAL, "a", 4000),
          clip(1, Condition.ABNORMAL, "b", 6000),
          clip(1, Condition.ABNORMAL, "c", 1000));

  @Test
  void shouldPutTheWorstMissFirstAndLeaveOutWhatIsRight() {
    List<Misjudged> misses = Misjudged.worst(CLIPS, Condition.ABNORMAL, 6);

    assertThat(misses).extracting(Misjudged::clip).containsExactly("c", "a");
    assertThat(misses.get(0).wrong()).isEqualTo(4);
    assertThat(misses.get(1).wrong()).isEqualTo(1);
    assertThat(misses.get(1).compared()).isEqualTo(4);
    assertThat(misses.get(0).rank()).isCloseTo(5, within(1e-12));
    assertThat(misses.get(1).rank()).isCloseTo(2.5, within(1e-12));
    assertThat(misses.get(1).ranked()).isEqualTo(5);
  }

  @Test
  void shouldJudgeEveryModelByItselfWhenItLooksForFalseAlarms() {
    List<Misjudged> alarms = Misjudged.worst(CLIPS, Condition.NORMAL, 2);

    assertThat(alarms).extracting(Misjudged::clip).containsExactly("n1", "n3");
    assertThat(alarms.get(0).wrong()).isEqualTo(2);
    assertThat(alarms.get(0).compared()).isEqualTo(3);
  }
}
