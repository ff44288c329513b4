/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static io.auscult.contracts.TopicDefinition.Partitioning.BY_MACHINE;
import static io.auscult.contracts.TopicDefinition.Partitioning.FREE;
import static io.auscult.contracts.TopicDefinition.Partitioning.SINGLE;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_MS_CONFIG;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/** All topics of Auscult. */
public final class Topics {

  /** How many partitions a topic has unless it is told otherwise or must have one. */
  public static final int DEFAULT_PARTITIONS = 6;

  /** Sound, keyed by machine id. */
  public static final TopicDefinition<AudioChunk> AUDIO =
      new TopicDefinition<>(
          "auscult.audio",
          AvroSerde.of(AudioChunk.class),
          BY_MACHINE,
          with(
              kept(Duration.ofHours(24)),
              Map.of(
                  // A gateway that boots in 1970 or replays an old spool must not lose its sound.
                  MESSAGE_TIMESTAMP_TYPE_CONFIG,
                  "LogAppendTime",
                  // Only closed segments expire: without this a quiet plant keeps a week.
                  SEGMENT_MS_CONFIG,
                  Long.toString(Duration.ofHours(1).toMillis()))));

  /** Scores of the champion, keyed by machine id. */
  public static final TopicDefinition<WindowScore> SCORES =
      new TopicDefinition<>(
          "auscult.scores", AvroSerde.of(WindowScore.class), BY_MACHINE, kept(Duration.ofDays(7)));

  /** Anomalies as they open, go on and close, keyed by machine id. */
  public static final TopicDefinition<AnomalyEvent> ANOMALIES =
      new TopicDefinition<>(
          "auscult.anomalies",
          AvroSerde.of(AnomalyEvent.class),
          BY_MACHINE,
          kept(Duration.ofDays(90)));

  /** The state of the sensors, keyed by machine id. */
  public static final TopicDefinition<SensorHealth> HEALTH =
      new TopicDefinition<>(
          "auscult.health", AvroSerde.of(SensorHealth.class), BY_MACHINE, kept(Duration.ofDays(7)));

  /** What operators decided about a machine, keyed by machine id. */
  public static final TopicDefinition<MachineSettings> MACHINES =
      new TopicDefinition<>(
          "auscult.machines", AvroSerde.of(MachineSettings.class), BY_MACHINE, lastKept());

  /** Judgements of people, keyed by label id. */
  public static final TopicDefinition<Label> LABELS =
      new TopicDefinition<>("auscult.labels", AvroSerde.of(Label.class), FREE, lastKept());

  /** The sound of anomalies, keyed by anomaly id. */
  public static final TopicDefinition<Clip> CLIPS =
      new TopicDefinition<>(
          "auscult.clips", AvroSerde.of(Clip.class), FREE, kept(Duration.ofDays(90)));

  /** Samples of healthy sound, keyed by machine id. */
  public static final TopicDefinition<Clip> NORMALS =
      new TopicDefinition<>(
          "auscult.normals", AvroSerde.of(Clip.class), BY_MACHINE, kept(Duration.ofDays(90)));

  /**
   * Model bundles in parts, releases and aliases, keyed {@code release/part}, {@code alias/name}.
   */
  public static final TopicDefinition<SpecificRecord> MODELS =
      new TopicDefinition<>(
          "auscult.models",
          AvroSerde.oneOf(List.of(ModelPart.class, ModelRelease.class, ModelAlias.class)),
          SINGLE,
          lastKept());

  /** Scores of the challenger, keyed by machine id. */
  public static final TopicDefinition<WindowScore> SHADOW_SCORES =
      new TopicDefinition<>(
          "auscult.shadow-scores",
          AvroSerde.of(WindowScore.class),
          BY_MACHINE,
          kept(Duration.ofDays(7)));

  /** Records that could not be read, as they came, with Kafka Streams' error headers. */
  public static final TopicDefinition<byte[]> DEAD_LETTERS =
      new TopicDefinition<>(
          "auscult.dead-letters", Serdes.ByteArray(), FREE, kept(Duration.ofDays(30)));

  private Topics() {}

  /** Every topic, in the order of a sound's way. */
  public static List<TopicDefinition<?>> all() {
    return List.of(
        AUDIO,
        SCORES,
        ANOMALIES,
        HEALTH,
        MACHINES,
        LABELS,
        CLIPS,
        NORMALS,
        MODELS,
        SHADOW_SCORES,
        DEAD_LETTERS);
  }

  /**
   * Those that others than Auscult's own parts read: where a schema registry is set, they are
   * written through it.
   */
  public static List<TopicDefinition<?>> published() {
    return List.of(SCORES, ANOMALIES, HEALTH, MACHINES, LABELS, CLIPS, NORMALS, SHADOW_SCORES);
  }

  private static Map<String, String> kept(Duration retention) {
    return with(
        common(),
        Map.of(
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_DELETE,
            RETENTION_MS_CONFIG,
            Long.toString(retention.toMillis())));
  }

  private static Map<String, String> lastKept() {
    return with(common(), Map.of(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT));
  }

  private static Map<String, String> common() {
    return Map.of(
        // A clip has up to 900 kB, a second of eight channels at 48 kHz 768 kB.
        MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(1024 * 1024 + 12),
        COMPRESSION_TYPE_CONFIG,
        "producer");
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }
}
