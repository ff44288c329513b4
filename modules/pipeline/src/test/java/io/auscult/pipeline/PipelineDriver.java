/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology without a broker, on a clock that the test moves. */
final class PipelineDriver implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private final RememberedStores stores;
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> audio;
  private final TestInputTopic<String, MachineSettings> machines;
  private final TestOutputTopic<String, WindowScore> scores;
  private final TestOutputTopic<String, WindowScore> shadowScores;
  private final TestOutputTopic<String, AnomalyEvent> anomalies;
  private final TestOutputTopic<String, SensorHealth> health;
  private final TestOutputTopic<String, byte[]> deadLetters;
  private OptionalLong end = OptionalLong.of(0);

  PipelineDriver(Models models) {
    this(models, ChannelMode.MIX, Map.of(), NOW);
  }

  PipelineDriver(
      Models models,
      ChannelMode channels,
      Map<String, NavigableMap<Bytes, byte[]>> beginning,
      Instant now) {
    stores = new RememberedStores(beginning);
    Topology topology =
        PipelineTopology.build(
            models,
            channels,
            PipelineTopics.standard(),
            partition -> end,
            new PipelineMetrics(registry),
            stores);
    try {
      Path folder = Files.createTempDirectory("pipeline-driver");
      folder.toFile().deleteOnExit();
      driver =
          new TopologyTestDriver(
              topology,
              PipelineSettings.of("unused:9092", "test", "test-1", folder).streamsProperties(),
              now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    audio =
        driver.createInputTopic(
            Topics.AUDIO.name(), new StringSerializer(), new ByteArraySerializer());
    machines =
        driver.createInputTopic(
            Topics.MACHINES.name(), new StringSerializer(), Topics.MACHINES.values().serializer());
    scores = output(Topics.SCORES);
    shadowScores = output(Topics.SHADOW_SCORES);
    anomalies = output(Topics.ANOMALIES);
    health = output(Topics.HEALTH);
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private <V> TestOutputTopic<String, V> output(TopicDefinition<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.values().deserializer());
  }

  /** A chunk arrives. */
  void hear(AudioChunk chunk) {
    hear(chunk.getMachineId(), Topics.AUDIO.values().serializer().serialize("audio", chunk));
  }

  /** Bytes arrive that may or may not be a chunk. */
  void hear(String key, byte[] value) {
    audio.pipeInput(key, value);
    end = OptionalLong.of(end.orElse(0) + 1);
  }

  /** An operator decides. */
  void decide(MachineSettings settings) {
    machines.pipeInput(settings.getMachineId(), settings);
  }

  /** Nobody knows any more where the partition ends. */
  void loseSightOfTheEnd() {
    end = OptionalLong.empty();
  }

  /** Records that have not been read yet. */
  void lagBehind(long records) {
    end = OptionalLong.of(end.orElse(0) + records);
  }

  /** Time goes by, with its punctuations. */
  void pass(Duration time) {
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusMillis(50)) {
      driver.advanceWallClockTime(Duration.ofMillis(50));
    }
  }

  /** Time goes by at once: each timer that is due fires a single time. */
  void skip(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Lets what waits be scored and gives all scores since the last call. */
  List<WindowScore> scores() {
    pass(Duration.ofMillis(100));
    return scores.readValuesToList();
  }

  List<WindowScore> scoresSoFar() {
    return scores.readValuesToList();
  }

  /** Those of the challenger. */
  List<WindowScore> shadowScoresSoFar() {
    return shadowScores.readValuesToList();
  }

  List<AnomalyEvent> anomaliesSoFar() {
    return anomalies.readValuesToList();
  }

  List<AnomalyEvent> anomalies() {
    pass(Duration.ofMillis(100));
    return anomalies.readValuesToList();
  }

  List<SensorHealth> health() {
    return health.readValuesToList();
  }

  List<byte[]> deadLetters() {
    return deadLetters.readValuesToList();
  }

  /** What the stores hold, as a restore would bring it back. */
  Map<String, NavigableMap<Bytes, byte[]>> state() {
    return stores.copy();
  }

  MeterRegistry metrics() {
    return registry;
  }

  double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  @Override
  public void close() {
    driver.close();
  }
}
