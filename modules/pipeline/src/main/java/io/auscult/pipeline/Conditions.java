/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.state.SensorKey;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a task's sensors that hold now. Each is told once when it begins and once when
 * it ends, however often it is seen in between and wherever the task has moved.
 */
final class Conditions {

  private final ProcessorContext<String, Object> context;
  private final PipelineMetrics metrics;
  private final KeyValueStore<String, SensorHealth> holding;

  Conditions(ProcessorContext<String, Object> context, PipelineMetrics metrics) {
    this.context = context;
    this.metrics = metrics;
    this.holding = context.getStateStore(PipelineTopology.CONDITIONS);
  }

  /** The event that told of the beginning; null if the condition does not hold. */
  @Nullable SensorHealth get(SensorKey sensor, HealthKind kind) {
    return holding.get(key(sensor, kind));
  }

  /** The condition holds; nothing happens if it did before. */
  void begin(SensorKey sensor, HealthKind kind, Instant since, String detail) {
    if (get(sensor, kind) == null) {
      SensorHealth begin = event(sensor, kind, since, detail);
      holding.put(key(sensor, kind), begin);
      tell(begin);
    }
  }

  /** The condition holds and was seen once more; its end will tell of that. */
  void seen(SensorKey sensor, HealthKind kind, Instant at, String detail) {
    SensorHealth begin = holding.get(key(sensor, kind));
    if (begin == null) {
      begin(sensor, kind, at, detail);
    } else {
      holding.put(
          key(sensor, kind), SensorHealth.newBuilder(begin).setAt(at).setDetail(detail).build());
    }
  }

  /** The condition does not hold; nothing happens if it did not before. */
  void end(SensorKey sensor, HealthKind kind, Instant at) {
    // Asked first: every deletion is written to the changelog.
    SensorHealth begin = get(sensor, kind);
    if (begin != null) {
      holding.delete(key(sensor, kind));
      tell(SensorHealth.newBuilder(begin).setState(HealthState.END).setAt(at).build());
    }
  }

  /** A condition that is over by the time it is seen. */
  void past(SensorKey sensor, HealthKind kind, Instant from, Instant until, String detail) {
    SensorHealth begin = event(sensor, kind, from, detail);
    tell(begin);
    tell(SensorHealth.newBuilder(begin).setState(HealthState.END).setAt(until).build());
  }

  private static SensorHealth event(
      SensorKey sensor, HealthKind kind, Instant since, String detail) {
    return SensorHealth.newBuilder()
        .setMachineId(sensor.machineId())
        .setSubject(sensor.sensorId())
        .setOrigin(HealthOrigin.PIPELINE)
        .setKind(kind)
        .setState(HealthState.BEGIN)
        .setSince(since)
        .setAt(since)
        .setDetail(detail)
        .build();
  }

  private void tell(SensorHealth event) {
    metrics.health(event.getKind(), event.getState());
    context.forward(
        new Record<>(event.getMachineId(), event, context.currentSystemTimeMs()),
        PipelineTopology.HEALTH);
  }

  private static String key(SensorKey sensor, HealthKind kind) {
    return sensor.machineId() + '\0' + sensor.sensorId() + '\0' + kind;
  }
}
