/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.pipeline.replay.Replay;
import io.auscult.pipeline.replay.ReplayOutcome;
import io.auscult.pipeline.replay.ReplaySettings;
import io.auscult.pipeline.replay.RunTopics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A model over history, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of a stream that lies in the time whole: 622 frames, of which each window takes 32 on. */
  private static final int WINDOWS = (622 - 64) / 32 + 1;

  private record Window(String machineId, Instant start) {}

  @TempDir static Path folder;

  /** The sound came late: it was captured an hour ago, and arrives now. */
  private final Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);

  private final Instant to = from.plusSeconds(20);
  private ModelBundle bundle;
  private EmbeddedKafka kafka;
  private List<WindowScore> originals;

  @BeforeAll
  void start() throws Exception {
    bundle = TwoMachineModel.bundle();
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    publish(
        new SoundChunks("pump-0", "pump-0", "before", from.minusSeconds(10))
            .ofSeconds(TwoMachineModel.healthy("pump-0", 5)));
    publish(
        new SoundChunks("pump-0", "pump-0", "in", from)
            .ofSeconds(TwoMachineModel.healthy("pump-0", 20)));
    publish(
        new SoundChunks("fan-0", "fan-0", "goes-on", from)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 25)));
    PipelineSettings normal =
        PipelineSettings.of(kafka.bootstrapServers(), "normal", "normal", folder.resolve("normal"));
    try (PublishedMetrics metrics = new PublishedMetrics();
        Pipeline pipeline = Pipeline.start(normal, new Models(bundle, 1, null), metrics)) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> pipeline.hasNothingWaiting() && read(Topics.SCORES).size() > 2 * WINDOWS + 5);
    }
    originals = read(Topics.SCORES);
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @Test
  void shouldScoreTheSoundOfTheTimeAsItWasScoredAndLeaveTheOriginalsAlone() throws Exception {
    ReplayOutcome outcome = new Replay(settings("same", false)).run(bundle, left -> {});

    Map<Window, Double> before = new HashMap<>();
    originals.forEach(score -> before.put(window(score), score.getScore()));
    List<WindowScore> replayed = read(RunTopics.of("same").scores());
    assertThat(replayed).hasSize(2 * WINDOWS);
    assertThat(replayed.stream().map(ReplayIT::window)).doesNotHaveDuplicates();
    assertThat(replayed)
        .allSatisfy(
            score -> {
              assertThat(score.getWindowStart()).isAfterOrEqualTo(from);
              assertThat(score.getWindowEnd()).isBeforeOrEqualTo(to);
              assertThat(score.getScore())
                  .isCloseTo(before.get(window(score)), Offset.offset(1e-4));
            });
    assertThat(read(Topics.SCORES)).isEqualTo(originals);
    assertThat(outcome.chunks()).isEqualTo(40);
    assertThat(outcome.windows()).isEqualTo(2 * WINDOWS);
    assertThat(outcome.machines())
        .extracting(ReplayOutcome.Machine::machine, ReplayOutcome.Machine::windows)
        .containsExactly(tuple("fan-0", (long) WINDOWS), tuple("pump-0", (long) WINDOWS));
    assertThat(topics())
        .containsAll(outcome.topics())
        .noneMatch(topic -> topic.startsWith("auscult-replay-"));
    assertThat(groups()).contains("normal").doesNotContain("auscult-replay-same");
  }

  @Test
  void shouldReplaceTheResultsOfAnEarlierRunOnlyWhenItIsAskedTo() throws Exception {
    new Replay(settings("again", false)).run(bundle, left -> {});

    assertThatThrownBy(() -> new Replay(settings("again", false)).run(bundle, left -> {}))
        .hasMessageContaining("there was a run again before")
        .hasMessageContaining("auscult.scores.again")
        .hasMessageContaining("--replace");
    ReplayOutcome second = new Replay(settings("again", true)).run(bundle, left -> {});

    assertThat(second.windows()).isEqualTo(2 * WINDOWS);
    assertThat(read(RunTopics.of("again").scores())).hasSize(2 * WINDOWS);
  }

  private ReplaySettings settings(String run, boolean replace) {
    return new ReplaySettings(
        kafka.bootstrapServers(),
        run,
        "auscult-replay-" + run,
        from,
        to,
        1,
        folder.resolve("state-" + run + "-" + replace),
        replace,
        false,
        Map.of());
  }

  private static Window window(WindowScore score) {
    return new Window(score.getMachineId(), score.getWindowStart());
  }

  private Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  private Set<String> topics() throws Exception {
    try (Admin admin = Admin.create(client())) {
      return admin.listTopics().names().get();
    }
  }

  private List<String> groups() throws Exception {
    try (Admin admin = Admin.create(client())) {
      return admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
    }
  }

  private void publish(List<AudioChunk> chunks) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
      for (AudioChunk chunk : chunks) {
        byte[] value = Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
        producer.send(new ProducerRecord<>(Topics.AUDIO.name(), chunk.getMachineId(), value)).get();
      }
    }
  }

  /** All that is committed by now, partition by partition. */
  private <V> List<V> read(TopicDefinition<V> topic) {
    Map<String, Object> settings = new HashMap<>(client());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    List<V> values = new ArrayList<>();
    try (KafkaConsumer<String, V> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), topic.values().deserializer())) {
      for (var info : consumer.partitionsFor(topic.name())) {
        TopicPartition partition = new TopicPartition(topic.name(), info.partition());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        Instant patience = Instant.now().plus(PATIENCE);
        while (consumer.position(partition) < end && Instant.now().isBefore(patience)) {
          consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
        }
      }
    }
    return values;
  }
}
