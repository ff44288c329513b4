/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProbeTest {

  @ParameterizedTest
  @CsvSource({
    "CREATED,          true,  false",
    "REBALANCING,      true,  false",
    "RUNNING,          true,  true",
    "PENDING_SHUTDOWN, true,  false",
    "NOT_RUNNING,      false, false",
    "PENDING_ERROR,    false, false",
    "ERROR,            false, false"
  })
  void shouldBeLiveWhileItCanRecoverByItselfAndReadyOnlyWhenRunning(
      State state, boolean live, boolean ready) {
    PipelineStatus status = status(state, "v1");

    assertThat(Probe.live(status).isUp()).isEqualTo(live);
    assertThat(Probe.ready(status).isUp()).isEqualTo(ready);
  }

  @Test
  void shouldNotBeReadyWithoutAModel() {
    Probe probe = Probe.ready(status(State.RUNNING, null));

    assertThat(probe).isEqualTo(new Probe("DOWN", "RUNNING", null, "no model is loaded"));
    assertThat(Probe.live(status(State.RUNNING, null)).isUp()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveAReasonExactlyWhenItIsDown(State state) {
    Probe probe = Probe.ready(status(state, "v1"));

    assertThat(probe.why() == null).isEqualTo(probe.status().equals("UP"));
  }

  private static PipelineStatus status(State state, @Nullable String model) {
    return new PipelineStatus() {
      @Override
      public State state() {
        return state;
      }

      @Override
      public @Nullable String modelVersion() {
        return model;
      }
    };
  }
}
