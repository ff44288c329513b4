/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.Clip;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.PipelineTopics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.CuratorMetrics;
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
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The curator's topology without a broker, on a clock that the test moves. */
final class CuratorDriver implements AutoCloseable {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final TopologyTestDriver driver;
  private final TestInputTopic<String, WindowScore> scores;
  private final TestInputTopic<String, AnomalyEvent> anomalies;
  private final TestInputTopic<String, SensorHealth> healthIn;
  private final TestInputTopic<String, MachineSettings> machines;
  private final TestOutputTopic<String, Clip> clips;
  private final TestOutputTopic<String, Clip> normals;
  private final TestOutputTopic<String, SensorHealth> health;

  CuratorDriver(
      Supplier<ModelManifest> model,
      AudioSource audio,
      CurationRules rules,
      DriftRules driftRules,
      Instant now) {
    try {
      Path folder = Files.createTempDirectory("curator-driver");
      folder.toFile().deleteOnExit();
      driver =
          new TopologyTestDriver(
              CuratorTopology.build(
                  model,
                  audio,
                  ChannelMode.MIX,
                  PipelineTopics.standard(),
                  Map.of(),
                  rules,
                  driftRules,
                  new CuratorMetrics(registry)),
              Curator.properties(PipelineSettings.of("unused:9092", "test", "test-1", folder)),
              now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scores = input(Topics.SCORES);
    anomalies = input(Topics.ANOMALIES);
    healthIn = input(Topics.HEALTH);
    machines = input(Topics.MACHINES);
    clips = output(Topics.CLIPS);
    normals = output(Topics.NORMALS);
    health = output(Topics.HEALTH);
  }

  private <V> TestInputTopic<String, V> input(TopicDefinition<V> topic) {
    return driver.createInputTopic(
        topic.name(), new StringSerializer(), topic.values().serializer());
  }

  private <V> TestOutputTopic<String, V> output(TopicDefinition<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.values().deserializer());
  }

  void score(WindowScore window) {
    scores.pipeInput(window.getMachineId(), window);
  }

  void tell(AnomalyEvent event) {
    anomalies.pipeInput(event.getMachineId(), event);
  }

  void tell(SensorHealth event) {
    healthIn.pipeInput(event.getMachineId(), event);
  }

  void decide(MachineSettings settings) {
    machines.pipeInput(settings.getMachineId(), settings);
  }

  /** Time goes by, second by second. */
  void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
  }

  List<Clip> clips() {
    return clips.readValuesToList();
  }

  List<Clip> normals() {
    return normals.readValuesToList();
  }

  /** News of drift. */
  List<SensorHealth> drift() {
    return health.readValuesToList().stream()
        .filter(event -> event.getKind() == HealthKind.DRIFT)
        .toList();
  }

  double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  MeterRegistry metrics() {
    return registry;
  }

  @Override
  public void close() {
    driver.close();
  }
}
