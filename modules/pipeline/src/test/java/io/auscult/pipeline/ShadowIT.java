/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;
import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A challenger that comes, fails, comes again and is promoted, on a real broker. */
class ShadowIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private ModelReleases releases;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin topics = TopicAdmin.connect(client(), PATIENCE)) {
      topics.create(TopicLayout.standard());
    }
    releases = new ModelReleases(client(), PATIENCE);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Test
  void shouldShadowTheChampionUntilTheChallengerIsPromoted() throws Exception {
    // Given
    ModelBundle first = TwoMachineModel.bundle();
    ModelBundle second = TwoMachineModel.otherBundle();
    String old = first.manifest().modelVersion();
    String young = second.manifest().modelVersion();
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "mic", "s1", START)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 40));
    publish(first, CHAMPION);
    // Before the pipeline runs: it is told of all the same.
    releases.publish(new byte[1000], "{}", "broken", "anna", CHALLENGER);
    PipelineSettings settings =
        PipelineSettings.of(kafka.bootstrapServers(), "shadow", "one", folder.resolve("state"));
    try (ChampionFollower follower =
            ChampionFollower.open(client(), folder.resolve("champion.zip"));
        PublishedMetrics metrics = new PublishedMetrics();
        Pipeline pipeline =
            Pipeline.start(
                settings,
                follower.awaitFirst(bundle -> new Models(bundle, 1, null), why -> {}),
                metrics)) {
      assertThat(pipeline.awaitRunning(PATIENCE)).isTrue();

      // When, then: one that is no bundle concerns nobody but itself
      await().atMost(PATIENCE).until(() -> read(Topics.HEALTH).size() == 1);
      hear(chunks.subList(0, 10));
      await().atMost(PATIENCE).until(() -> scoresOf(old).size() >= 8);
      assertThat(read(Topics.SHADOW_SCORES)).isEmpty();

      // When, then: one that scores
      ModelRelease challenger = publish(second, CHALLENGER);
      await()
          .atMost(PATIENCE)
          .until(
              () -> metrics.scrape().contains("auscult_challenger_info{version=\"" + young + "\""));
      hear(chunks.subList(10, 20));
      await().atMost(PATIENCE).until(() -> read(Topics.SHADOW_SCORES).size() >= 8);

      // When, then: it is promoted
      releases.point(CHAMPION, challenger.getRelease(), "anna");
      await().atMost(PATIENCE).until(() -> pipeline.modelVersion().equals(young));
      await().atMost(PATIENCE).until(() -> !metrics.scrape().contains("auscult_challenger_info{"));
      int shadowed = read(Topics.SHADOW_SCORES).size();
      hear(chunks.subList(20, 40));
      long expected = Listening.of(first.manifest()).windowsIn(40L * SoundChunks.RATE);
      await().atMost(PATIENCE).until(() -> read(Topics.SCORES).size() >= expected);
      assertThat(read(Topics.SHADOW_SCORES)).hasSize(shadowed);
      assertThat(pipeline.failure()).isNull();
    }

    // Then
    List<WindowScore> scores = read(Topics.SCORES);
    assertThat(scores).extracting(WindowScore::getWindowStart).doesNotHaveDuplicates();
    Set<Instant> ofChampion = new HashSet<>();
    scoresOf(old).forEach(score -> ofChampion.add(score.getWindowStart()));
    assertThat(read(Topics.SHADOW_SCORES))
        .allMatch(score -> score.getModelVersion().equals(young))
        .allMatch(score -> ofChampion.contains(score.getWindowStart()));
    assertThat(read(Topics.HEALTH))
        .extracting(SensorHealth::getSubject, SensorHealth::getKind, SensorHealth::getState)
        .containsExactly(
            tuple("one/challenger", HealthKind.MODEL_REFUSED, HealthState.BEGIN),
            tuple("one/challenger", HealthKind.MODEL_REFUSED, HealthState.END));
    assertThat(read(Topics.HEALTH).get(0).getDetail()).startsWith("challenger: broken-");
  }

  private ModelRelease publish(ModelBundle bundle, String alias) throws Exception {
    return releases.publish(
        bundle.toBytes(),
        ManifestJson.write(bundle.manifest()),
        bundle.manifest().modelVersion(),
        "anna",
        alias);
  }

  private void hear(List<AudioChunk> chunks) throws Exception {
    try (KafkaProducer<String, AudioChunk> producer =
        new KafkaProducer<>(client(), new StringSerializer(), Topics.AUDIO.values().serializer())) {
      for (AudioChunk chunk : chunks) {
        producer.send(new ProducerRecord<>(Topics.AUDIO.name(), chunk.getMachineId(), chunk)).get();
      }
    }
  }

  private List<WindowScore> scoresOf(String version) throws Exception {
    return read(Topics.SCORES).stream()
        .filter(score -> score.getModelVersion().equals(version))
        .toList();
  }

  private <V> List<V> read(TopicDefinition<V> topic) throws Exception {
    List<V> values = new ArrayList<>();
    try (TopicContents contents = TopicContents.open(client(), topic, PATIENCE)) {
      contents.forEach(
          Instant.MIN,
          record ->
              values.add(topic.values().deserializer().deserialize(topic.name(), record.value())));
    }
    return values;
  }
}
