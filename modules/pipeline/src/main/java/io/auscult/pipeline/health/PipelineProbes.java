/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import io.auscult.operations.Probe;
import io.auscult.operations.Probes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pipeline is live and ready. Beside that it tells the {@code state} of Kafka Streams,
 * for example {@code REBALANCING}, and the version of the {@code model}, null while none is loaded.
 */
public record PipelineProbes(PipelineStatus status) implements Probes {

  /**
   * Live unless only a restart can help; one that stops because it was told to is not disturbed.
   */
  @Override
  public Probe live() {
    State state = status.state();
    return switch (state) {
      case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN ->
          of(state, status.modelVersion(), null);
      case PENDING_ERROR, ERROR, NOT_RUNNING -> of(state, status.modelVersion(), hindrance(state));
    };
  }

  /** Ready if sound that comes now is scored. */
  @Override
  public Probe ready() {
    State state = status.state();
    String model = status.modelVersion();
    String why = hindrance(state);
    if (why == null && model == null) {
      why = "no model is loaded";
    }
    return of(state, model, why);
  }

  private static Probe of(State state, @Nullable String model, @Nullable String why) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("state", state.name());
    details.put("model", model);
    return new Probe(why, details);
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
