/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PipelineProbesTest {

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
    PipelineProbes probes = probes(state, "v1");

    assertThat(probes.live().isUp()).isEqualTo(live);
    assertThat(probes.ready().isUp()).isEqualTo(ready);
  }

  @Test
  void shouldNotBeReadyWithoutAModel() {
    PipelineProbes probes = probes(State.RUNNING, null);

    assertThat(probes.ready().why()).isEqualTo("no model is loaded");
    assertThat(probes.ready().details()).containsEntry("model", null);
    assertThat(probes.live().isUp()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellTheStateAndTheModelInThisOrder(State state) {
    assertThat(probes(state, "v1").live().details())
        .containsExactly(entry("state", state.name()), entry("model", "v1"));
    assertThat(probes(state, "v1").ready().details())
        .containsExactly(entry("state", state.name()), entry("model", "v1"));
  }

  private static PipelineProbes probes(State state, @Nullable String model) {
    return new PipelineProbes(
        new PipelineStatus() {
          @Override
          public State state() {
            return state;
          }

          @Override
          public @Nullable String modelVersion() {
            return model;
          }
        });
  }
}
