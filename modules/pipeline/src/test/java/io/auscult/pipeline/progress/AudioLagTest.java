/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AudioLagTest {

  private final Map<Integer, Long> ends = new HashMap<>(Map.of(0, 100L, 1, 10L));
  private final AudioLag lag =
      new AudioLag(
          partition ->
              ends.containsKey(partition)
                  ? OptionalLong.of(ends.get(partition))
                  : OptionalLong.empty());

  @Test
  void shouldAddUpWhatTheTasksHaveYetToProcess() {
    lag.task(0).processed(89);
    lag.task(1).processed(7);

    assertThat(lag.chunks()).isEqualTo(10 + 2);
  }

  @Test
  void shouldBeZeroWithTheLastChunkProcessed() {
    lag.task(1).processed(9);

    assertThat(lag.chunks()).isZero();
  }

  @Test
  void shouldNotBeNegativeWhenTheTaskIsAheadOfTheLastAnswer() {
    lag.task(1).processed(12);
    lag.task(0).processed(98);

    assertThat(lag.chunks()).isEqualTo(1);
  }

  @Test
  void shouldForgetATaskThatIsClosed() {
    AudioLag.Task task = lag.task(0);
    task.processed(49);

    task.close();
    task.close();

    assertThat(lag.chunks()).isZero();
  }

  @Test
  void shouldNotPretendToKnowWhenTheEndOfAPartitionIsNotKnown() {
    lag.task(0).processed(99);
    lag.task(1).processed(9);

    ends.remove(1);

    assertThat(lag.chunks()).isNaN();
  }

  @Test
  void shouldCountATaskFromItsFirstRecordOn() {
    lag.task(0);
    lag.task(7);

    assertThat(lag.chunks()).isZero();
  }
}
