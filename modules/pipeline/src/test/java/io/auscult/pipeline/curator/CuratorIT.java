/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.SoundChunks;
import io.auscult.pipeline.TwoMachineModel;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a real pipeline, on a real broker. */
class CuratorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final CurationRules RULES =
      new CurationRules(
          Duration.ofSeconds(4),
          6,
          Duration.ofSeconds(60),
          Duration.ofSeconds(3),
          Duration.ofSeconds(30),
          900_000,
          Duration.ofMinutes(10));
  private static final int BREAKS = 40;
  private static final int REPAIRED = 70;
  private static final int ENDS = 120;

  @TempDir static Path folder;
  private static ModelBundle bundle;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, AudioChunk> producer;

  @BeforeAll
  static void start() throws Exception {
    bundle = TwoMachineModel.bundle();
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    producer =
        new KafkaProducer<>(client(), new StringSerializer(), Topics.AUDIO.values().serializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    kafka.close();
  }

  @Test
  void shouldKeepWhatItShouldAndNothingElse() throws Exception {
    // Given
    Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
    HeardSound broken = sound("pump-0", start, brokenAndRepaired());
    HeardSound secret = sound("fan-0", start, TwoMachineModel.healthy("fan-0", 60));
    HeardSound press = sound("press-9", start, TwoMachineModel.healthy("fan-0", 600));
    HeardSound other = sound("press-8", start, press.samples());
    MachineRegistry registry = new MachineRegistry(client(), PATIENCE);
    registry.put(MachineSettings.newBuilder().setMachineId("fan-0").setListenBack(false).build());
    registry.put(
        MachineSettings.newBuilder()
            .setMachineId("press-9")
            .setLearnUntil(start.plus(Duration.ofDays(1)))
            .build());
    PipelineSettings settings =
        PipelineSettings.of(kafka.bootstrapServers(), "plant", "plant-1", folder.resolve("state"));

    // When
    try (PublishedMetrics metrics = new PublishedMetrics();
        Models models = new Models(bundle, 1, null);
        Pipeline pipeline = Pipeline.start(settings, models, metrics)) {
      try (Curator curator = curator(settings, models, metrics)) {
        assertThat(pipeline.awaitRunning(PATIENCE)).isTrue();
        assertThat(curator.awaitRunning(PATIENCE)).isTrue();
        publish(broken.chunks().subList(0, 60));
        await().atMost(PATIENCE).until(() -> read(Topics.NORMALS).size() >= 2);
      }
      // Then: what is wanted while it is away is kept when it is back
      publish(broken.chunks().subList(60, ENDS));
      publish(secret.chunks());
      await().atMost(PATIENCE).until(() -> closed("pump-0").isPresent());
      try (Curator curator = curator(settings, models, metrics)) {
        assertThat(curator.awaitRunning(PATIENCE)).isTrue();
        int[] second = {0};
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> {
                  publish(press.chunks().subList(second[0], second[0] + 1));
                  publish(other.chunks().subList(second[0], second[0] + 1));
                  second[0]++;
                  return !normals("press-9").isEmpty() && !read(Topics.CLIPS).isEmpty();
                });
      }
      assertThat(pipeline.failure()).isNull();
    }

    // Then
    List<Clip> clips = read(Topics.CLIPS);
    AnomalyEvent closed = closed("pump-0").orElseThrow();
    assertThat(clips).extracting(Clip::getAnomalyId).containsOnlyOnce(closed.getAnomalyId());
    for (Clip clip : clips) {
      assertThat(clip.getMachineId()).isEqualTo("pump-0");
      assertThat(clip.getSampleCount()).isEqualTo(30 * SoundChunks.RATE);
      assertThat(HeardSound.decoded(clip)).isEqualTo(broken.published(clip));
    }
    List<Clip> kept = normals("pump-0");
    assertThat(kept).hasSizeBetween(4, 12);
    for (Clip clip : kept) {
      assertThat(HeardSound.decoded(clip)).isEqualTo(broken.published(clip));
      for (AnomalyEvent anomaly : read(Topics.ANOMALIES)) {
        Instant end = anomaly.getClosedAt() == null ? anomaly.getLastAt() : anomaly.getClosedAt();
        assertThat(
                clip.getCapturedAt().isBefore(end)
                    && HeardSound.end(clip).isAfter(anomaly.getOpenedAt()))
            .as("%s overlaps %s", clip.getCapturedAt(), anomaly)
            .isFalse();
      }
      Instant breaks = start.plusSeconds(BREAKS);
      assertThat(HeardSound.end(clip).isAfter(breaks.plusSeconds(1)))
          .as("%s is of a broken machine", clip.getCapturedAt())
          .isEqualTo(!clip.getCapturedAt().isBefore(start.plusSeconds(REPAIRED)));
    }
    for (Clip clip : normals("press-9")) {
      assertThat(HeardSound.decoded(clip)).isEqualTo(press.published(clip));
    }
    assertThat(read(Topics.NORMALS))
        .extracting(Clip::getMachineId)
        .containsOnly("pump-0", "press-9");
    assertThat(read(Topics.HEALTH)).extracting(SensorHealth::getMachineId).contains("press-8");
    assertThat(read(Topics.SCORES)).extracting(WindowScore::getMachineId).contains("fan-0");
  }

  private static Curator curator(
      PipelineSettings settings, Models models, PublishedMetrics metrics) {
    return Curator.start(settings, models::manifest, RULES, DriftRules.standard(), metrics);
  }

  private static HeardSound sound(String machine, Instant start, float[] samples) {
    return new HeardSound(
        machine, machine + "-mic", start, samples, bundle.manifest().modelVersion(), 0);
  }

  private static float[] brokenAndRepaired() {
    SimulatedMachine pump = Plant.of(2).machines().get(1);
    MachineSound sound = pump.start(new SeedSpace(7).seed(Purpose.EVALUATION, pump, 0));
    sound.breakAt((long) BREAKS * MachineSound.SAMPLE_RATE, Fault.CAVITATION);
    sound.repairAt((long) REPAIRED * MachineSound.SAMPLE_RATE);
    float[] samples = new float[ENDS * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    return samples;
  }

  private static Optional<AnomalyEvent> closed(String machine) throws Exception {
    return read(Topics.ANOMALIES).stream()
        .filter(event -> event.getMachineId().equals(machine))
        .filter(event -> event.getState() == AnomalyState.CLOSED)
        .findFirst();
  }

  private static List<Clip> normals(String machine) throws Exception {
    return read(Topics.NORMALS).stream()
        .filter(clip -> clip.getMachineId().equals(machine))
        .toList();
  }

  private static Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  private static void publish(List<AudioChunk> chunks) throws Exception {
    for (AudioChunk chunk : chunks) {
      producer.send(new ProducerRecord<>(Topics.AUDIO.name(), chunk.getMachineId(), chunk)).get();
    }
  }

  /** All that is committed by now. */
  private static <V> List<V> read(TopicDefinition<V> topic) throws Exception {
    List<V> values = new ArrayList<>();
    try (TopicContents contents = TopicContents.open(client(), topic, PATIENCE)) {
      contents.forEach(
          Instant.MIN,
          record ->
              values.add(
                  Objects.requireNonNull(
                      topic.values().deserializer().deserialize(topic.name(), record.value()))));
    }
    return values;
  }
}
