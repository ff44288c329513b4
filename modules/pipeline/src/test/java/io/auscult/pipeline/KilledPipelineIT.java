/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the pipeline are killed while they work, on a real broker. */
class KilledPipelineIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static ModelBundle bundle;

  @TempDir static Path models;
  @TempDir Path folder;

  @BeforeAll
  static void train() throws Exception {
    bundle = TwoMachineModel.bundle();
    bundle.write(models.resolve("model.zip"));
  }

  @Test
  void shouldScoreEveryWindowOfATroubledPlantOnceAsAPlainLoopDoesThoughKilledThreeTimes()
      throws Exception {
    TroubledPlant plant = new TroubledPlant(200, 12, 20_260_101);

    scoreThoughKilled(plant, 3, 11);
  }

  @Test
  void shouldLoseAndRepeatNothingThoughKilledAtTwentyPoints() throws Exception {
    TroubledPlant plant = new TroubledPlant(24, 50, 4_711);

    scoreThoughKilled(plant, 20, 12);
  }

  private void scoreThoughKilled(TroubledPlant plant, int kills, long seed) throws Exception {
    Map<TroubledPlant.Window, Double> expected;
    try (Detector detector = Detector.load(bundle)) {
      expected = plant.expected(detector);
    }
    Random random = new Random(seed);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Map<String, Object> client =
          Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
      try (TopicAdmin admin = TopicAdmin.connect(client, Duration.ofSeconds(30))) {
        admin.create(TopicLayout.standard());
      }
      try (PlantProducer producer = new PlantProducer(kafka.bootstrapServers());
          CommittedScores scores = new CommittedScores(kafka.bootstrapServers())) {
        plant.settings().forEach(settings -> producer.send(Topics.MACHINES, settings));
        producer.flush();
        int sent = 0;
        PipelineProcess pipeline = start(kafka);
        try {
          for (int kill = 1; kill <= kills + 1; kill++) {
            int until = plant.sent().size() * kill / (kills + 1);
            for (; sent < until; sent++) {
              producer.send(Topics.AUDIO, plant.sent().get(sent));
            }
            producer.flush();
            int wanted =
                kill > kills
                    ? expected.size()
                    : (int) (expected.size() * (kill - random.nextDouble()) / (kills + 1.5));
            PipelineProcess running = pipeline;
            await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                    () -> {
                      running.requireAlive();
                      return scores.count();
                    },
                    scored -> scored >= wanted);
            if (kill <= kills) {
              pipeline.kill();
              pipeline = start(kafka);
            }
          }
          // The last garbage may lie behind the last window.
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(deadLetters(client))
                          .as("dead letters")
                          .isEqualTo(plant.garbage()));
        } finally {
          pipeline.close();
        }
        assertThat(scores.twice()).as("scored twice").isEmpty();
        assertThat(scores.byWindow().keySet()).isEqualTo(expected.keySet());
        expected.forEach(
            (window, score) ->
                assertThat(scores.byWindow().get(window))
                    .as("%s", window)
                    .isCloseTo(score, Offset.offset(1e-4)));
      }
    }
  }

  private PipelineProcess start(EmbeddedKafka kafka) throws Exception {
    return PipelineProcess.start(
        kafka.bootstrapServers(), "killed", "one", folder, models.resolve("model.zip"));
  }

  private static long deadLetters(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.DEAD_LETTERS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long count = 0;
      Instant patience = Instant.now().plus(PATIENCE);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))
          && Instant.now().isBefore(patience)) {
        count += consumer.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }
  }
}
