/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.Topics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.decision.AlarmRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * How a pipeline instance runs.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param applicationId shared by all instances of one pipeline
 * @param instanceId names this instance within the application and across its restarts (static
 *     membership)
 * @param stateFolder where Kafka Streams keeps its local state
 * @param threads stream threads, each with a detector of its own
 * @param standbys so many other instances keep a copy of each task's state, to take over at once
 * @param alarmRule when anomalies open and close; null: as the model says, for which alone its
 *     thresholds keep their promise
 * @param channels what becomes of chunks of several channels
 * @param topics where the sound is from and the results go
 * @param kafka further Kafka Streams settings; they win over the ones made here
 */
public record PipelineSettings(
    String bootstrapServers,
    String applicationId,
    String instanceId,
    Path stateFolder,
    int threads,
    int standbys,
    @Nullable AlarmRule alarmRule,
    ChannelMode channels,
    PipelineTopics topics,
    Map<String, String> kafka) {

  /**
   * What is restored from is written a thousand times and deleted again: it must be compacted soon,
   * or a restart reads for an hour what is long gone.
   */
  private static final Map<String, String> CHANGELOGS =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 * 1024 * 1024),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2",
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
              Long.toString(Duration.ofMinutes(10).toMillis()),
          TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()));

  private static final int MOST_WARM_UPS = 16;

  public PipelineSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap-servers is empty: give host:port of a broker");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
    if (standbys < 0) {
      throw new IllegalArgumentException("standbys must not be negative, is " + standbys);
    }
    kafka = Map.copyOf(kafka);
  }

  /** One thread, no standby, the model's own alarm rule. */
  public static PipelineSettings of(
      String bootstrapServers, String applicationId, String instanceId, Path stateFolder) {
    return new PipelineSettings(
        bootstrapServers,
        applicationId,
        instanceId,
        stateFolder,
        1,
        0,
        null,
        ChannelMode.MIX,
        PipelineTopics.standard(),
        Map.of());
  }

  /**
   * Of another application that runs in the same process: one thread, and ids of its own.
   *
   * @param role follows the pipeline's ids, after a dash
   */
  public PipelineSettings beside(String role) {
    return new PipelineSettings(
        bootstrapServers,
        applicationId + "-" + role,
        instanceId + "-" + role,
        stateFolder,
        1,
        standbys,
        alarmRule,
        channels,
        topics,
        kafka);
  }

  /** Settings of an admin client of the same brokers. */
  Map<String, Object> adminSettings() {
    return clientSettings("admin", AdminClientConfig.configNames());
  }

  /** Settings of a plain consumer from the same brokers. */
  public Map<String, Object> consumerSettings() {
    return clientSettings("reader", ConsumerConfig.configNames());
  }

  /** Settings of a plain producer to the same brokers. */
  Map<String, Object> producerSettings() {
    return clientSettings("news", ProducerConfig.configNames());
  }

  private Map<String, Object> clientSettings(String role, Set<String> known) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, instanceId + "-" + role);
    // A client warns of settings that concern Kafka Streams alone.
    settings.keySet().retainAll(known);
    return settings;
  }

  /** The settings as Kafka Streams takes them. */
  public Properties streamsProperties() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, instanceId);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
    // State is small: all tasks that an added instance is to take over get warm there at once, not
    // two at a time, and whether they are is asked every minute (the least that is allowed), not
    // every ten.
    settings.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, MOST_WARM_UPS);
    settings.put(
        StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, Duration.ofMinutes(1).toMillis());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // Punctuators run between two polls only: a window must not wait for one.
    settings.put(StreamsConfig.POLL_MS_CONFIG, ScoreProcessor.CHECK_EVERY.toMillis());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Undecodable and self-contradicting records leave the way; everything else stops the task and
    // is retried.
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterUnreadable.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterInvalidChunks.class);
    settings.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    // A member hears of a change with its next heartbeat, and a task that moves stands still for so
    // long (3 s by default), once for each round.
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
    CHANGELOGS.forEach((name, value) -> settings.put(StreamsConfig.topicPrefix(name), value));
    settings.putAll(kafka);
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }
}
