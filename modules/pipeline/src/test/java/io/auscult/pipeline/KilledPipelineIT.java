/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
      try (KafkaProducer<String, byte[]> producer =
              new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
          CommittedScores scores = new CommittedScores(kafka.bootstrapServers())) {
        register(plant, producer);
        int sent = 0;
        PipelineProcess pipeline = start(kafka);
        try {
          for (int kill = 1; kill <= kills + 1; kill++) {
            int until = plant.sent().size() * kill / (kills + 1);
            for (; sent < until; sent++) {
              TroubledPlant.Sent record = plant.sent().get(sent);
              publish(producer, Topics.AUDIO, record.key(), record.value());
            }
            producer.flush();
            int wanted =
                kill > kills
                    ? expected.size()
                    : (int) (expected.size() * (kill - random.nextDouble()) / (kills + 1.5));
            await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> scores.count() >= wanted);
            if (kill <= kills) {
              pipeline.kill();
              pipeline = start(kafka);
            }
          }
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

  private static void register(TroubledPlant plant, KafkaProducer<String, byte[]> producer) {
    plant
        .classes()
        .forEach(
            (machine, modelClass) -> {
              MachineSettings settings =
                  MachineSettings.newBuilder()
                      .setMachineId(machine)
                      .setModelClass(modelClass)
                      .build();
              byte[] value =
                  Topics.MACHINES.values().serializer().serialize(Topics.MACHINES.name(), settings);
              publish(producer, Topics.MACHINES, machine, value);
            });
    producer.flush();
  }

  private static void publish(
      KafkaProducer<String, byte[]> producer, TopicDefinition<?> topic, String key, byte[] value) {
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, value));
  }
}
