/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/** How a pipeline is. Asked from threads of the HTTP server; must not block. */
public interface PipelineStatus {

  /** What Kafka Streams is doing. */
  State state();

  /** The version of the model that scores; null while none is loaded. */
  @Nullable String modelVersion();
}
