/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one question about a pipeline's health, as it is sent.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param state of Kafka Streams, for example {@code REBALANCING}
 * @param model version of the model; null while none is loaded
 * @param why it is down, one line for a person; null if it is up
 */
record Probe(String status, String state, @Nullable String model, @Nullable String why) {

  /**
   * Live unless only a restart can help; one that stops because it was told to is not disturbed.
   */
  static Probe live(PipelineStatus status) {
    State state = status.state();
    return switch (state) {
      case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN ->
          of(state, status.modelVersion(), null);
      case PENDING_ERROR, ERROR, NOT_RUNNING -> of(state, status.modelVersion(), hindrance(state));
    };
  }

  /** Ready if sound that comes now is scored. */
  static Probe ready(PipelineStatus status) {
    State state = status.state();
    String model = status.modelVersion();
    String why = hindrance(state);
    if (why == null && model == null) {
      why = "no model is loaded";
    }
    return of(state, model, why);
  }

  boolean isUp() {
    return why == null;
  }

  private static Probe of(State state, @Nullable String model, @Nullable String why) {
    return new Probe(why == null ? "UP" : "DOWN", state.name(), model, why);
  }

  private static @Nullable String hindrance(State state) {
    return switch (state) {
      case RUNNING -> null;
      case CREATED -> "the pipeline has not started yet";
      case REBALANCING -> "tasks are being assigned and their state restored";
      case PENDING_SHUTDOWN -> "the pipeline is stopping";
      case NOT_RUNNING -> "the pipeline has stopped";
      case PENDING_ERROR, ERROR -> "the pipeline has failed: its log says why";
    };
  }
}
