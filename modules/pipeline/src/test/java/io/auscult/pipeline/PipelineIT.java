/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.dsp.LogMel;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker. */
class PipelineIT {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static ModelBundle bundle;
  private static EmbeddedKafka kafka;
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void start() throws Exception {
    bundle = TwoMachineModel.bundle();
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    producer = new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close(PATIENCE);
    kafka.close();
  }

  @Test
  void shouldScoreEveryWindowOnceThoughItIsStoppedAndStartedInBetween() throws Exception {
    float[] sound = TwoMachineModel.healthy("fan-0", 20);
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(sound);

    publish(chunks.subList(0, 9));
    try (Pipeline pipeline = start("restarted")) {
      assertThat(pipeline.awaitRunning(PATIENCE)).isTrue();
      await().atMost(PATIENCE).until(() -> windows("fan-0").size() >= 5);
    }
    publish(chunks.subList(9, chunks.size()));
    float[][] frames =
        LogMel.streaming(
            Listening.of(bundle.manifest()).frontEnd(),
            Pcm16.decode(Pcm16.encode(sound, 0, sound.length)));
    int expected = (frames.length - 64) / 32 + 1;
    List<WindowScore> scores;
    try (Pipeline pipeline = start("restarted")) {
      await().atMost(PATIENCE).until(() -> windows("fan-0").size() >= expected);
      scores = windows("fan-0");
      assertThat(pipeline.failure()).isNull();
    }

    TreeMap<Instant, Double> byStart = new TreeMap<>();
    scores.forEach(score -> byStart.put(score.getWindowStart(), score.getScore()));
    assertThat(scores).hasSize(expected);
    assertThat(byStart).hasSize(expected);
    List<Double> streamed = new ArrayList<>(byStart.values());
    try (Detector detector = Detector.load(bundle)) {
      for (int w = 0; w < expected; w++) {
        float[][] window = Arrays.copyOfRange(frames, 32 * w, 32 * w + 64);
        double plain =
            detector.score(List.of(new WindowInput("fan-0", "fan-0", window))).get(0).score();
        assertThat(streamed.get(w)).as("window %d", w).isCloseTo(plain, Offset.offset(2e-3));
      }
    }
  }

  @Test
  void shouldMoveUndecodableRecordsToTheDeadLettersAndGoOn() throws Exception {
    List<AudioChunk> chunks =
        new SoundChunks("pump-0", "mic", "s1", START)
            .ofSeconds(TwoMachineModel.healthy("pump-0", 4));

    publish(chunks.subList(0, 2));
    producer
        .send(new ProducerRecord<>(Topics.AUDIO.name(), "pump-0", "no chunk".getBytes(UTF_8)))
        .get();
    publish(chunks.subList(2, 4));
    try (Pipeline pipeline = start("poisoned")) {
      await().atMost(PATIENCE).until(() -> windows("pump-0").size() >= 2);
      await().atMost(PATIENCE).until(() -> !read(Topics.DEAD_LETTERS).isEmpty());
      assertThat(pipeline.failure()).isNull();
    }

    assertThat(read(Topics.DEAD_LETTERS)).contains("no chunk".getBytes(UTF_8));
  }

  private static Pipeline start(String application) throws Exception {
    return Pipeline.start(
        settings(application), new Models(bundle, 1, null), new PublishedMetrics());
  }

  private static PipelineSettings settings(String application) {
    return PipelineSettings.of(
        kafka.bootstrapServers(), application, application, folder.resolve(application));
  }

  private static Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  private static void publish(List<AudioChunk> chunks) throws Exception {
    for (AudioChunk chunk : chunks) {
      byte[] value = Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
      producer.send(new ProducerRecord<>(Topics.AUDIO.name(), chunk.getMachineId(), value)).get();
    }
  }

  private static List<WindowScore> windows(String machineId) {
    return read(Topics.SCORES).stream()
        .filter(score -> score.getMachineId().equals(machineId))
        .toList();
  }

  /** All that is committed by now. */
  private static <V> List<V> read(TopicDefinition<V> topic) {
    Map<String, Object> settings =
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    List<V> values = new ArrayList<>();
    try (KafkaConsumer<String, V> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), topic.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Instant patience = Instant.now().plus(PATIENCE);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))
          && Instant.now().isBefore(patience)) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
