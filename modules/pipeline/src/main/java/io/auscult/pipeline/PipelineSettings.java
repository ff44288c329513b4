/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.Topics;
import io.auscult.pipeline.decision.AlarmRule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * How a pipeline instance runs.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param applicationId shared by all instances of one pipeline
 * @param instanceId names this instance within the application and across its restarts (static
 *     membership)
 * @param stateFolder where Kafka Streams keeps its local state
 * @param threads stream threads, each with a detector of its own
 * @param alarmRule when anomalies open and close; thresholds keep their promise only under the
 *     model's own ({@link AlarmRule#of})
 * @param kafka further Kafka Streams settings; they win over the ones made here
 */
public record PipelineSettings(
    String bootstrapServers,
    String applicationId,
    String instanceId,
    Path stateFolder,
    int threads,
    AlarmRule alarmRule,
    Map<String, String> kafka) {

  public PipelineSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap-servers is empty: give host:port of a broker");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
    kafka = Map.copyOf(kafka);
  }

  /** The settings as Kafka Streams takes them. */
  Properties streamsProperties() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, instanceId);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Undecodable and self-contradicting records leave the way; everything else stops the task and
    // is retried.
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterInvalidChunks.class);
    settings.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
    settings.putAll(kafka);
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }
}
