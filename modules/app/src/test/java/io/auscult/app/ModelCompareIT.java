/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.app.model.comparison.ComparedModel;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code auscult model compare}, on a real broker. */
class ModelCompareIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofMillis(1_024);
  private static final int WINDOWS = 3_600;

  /** An hour and two minutes, long enough ago to be over now. */
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(3));

  @TempDir Path data;
  private EmbeddedKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(data);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    assertThat(compare().errors()).contains("there is no champion: auscult model publish FILE");
    publish("old", 64, "champion");
    assertThat(compare().errors()).contains("there is no challenger: auscult model publish FILE");
    assertThat(compare("nobody").errors()).contains("there is no release 'nobody'");
    ModelRelease other = publish("other", 128, null);
    assertThat(compare(other.getRelease()).errors())
        .contains("hears other windows than the champion");
    assertThat(compare("champion").errors()).contains("is the champion itself");
    publish("young", 64, "challenger");
    assertThat(compare().errors())
        .contains("there are no shadow scores of young-")
        .contains("it is the challenger since 2");
    scores(Topics.SHADOW_SCORES, "young", "fan-0", 10, -1);
    CommandRun last = compare();
    assertThat(last.errors()).contains("has scored 10 windows since ", "none of them yet");
    assertThat(last.exitCode()).isEqualTo(1);
  }

  @Test
  void shouldCompareMachineByMachineAndRecommend() throws Exception {
    // Given: the champion is wrong at the pump, and finds what is real at the fan
    publish("old", 64, "champion");
    publish("young", 64, "challenger");
    scores(Topics.SCORES, "old", "fan-0", WINDOWS, 1000);
    scores(Topics.SHADOW_SCORES, "young", "fan-0", WINDOWS, 1005);
    scores(Topics.SCORES, "old", "pump-0", WINDOWS, 2000);
    scores(Topics.SHADOW_SCORES, "young", "pump-0", WINDOWS, -1);
    anomaly("a1", "fan-0", end(1010));
    CommandRun label =
        CommandRun.of("label", "a1", "real", "--bootstrap-servers", kafka.bootstrapServers());
    assertThat(label.exitCode()).as(label.errors()).isZero();

    // When
    CommandRun run = compare("--enough", "1h", "--json");

    // Then
    assertThat(run.exitCode()).as(run.errors()).isZero();
    JsonNode json = run.json();
    assertThat(json.get("champion").get("modelVersion").asText()).isEqualTo("old");
    assertThat(json.get("windows").asInt()).isEqualTo(2 * WINDOWS);
    assertThat(json.get("machineHours").asDouble()).isBetween(2.04, 2.05);
    JsonNode fan = json.get("machines").get(0);
    assertThat(fan.get("machine").asText()).isEqualTo("fan-0");
    assertThat(fan.get("pearson").asDouble()).isBetween(0.5, 1.0);
    assertThat(fan.get("spearman").asDouble()).isBetween(0.5, 1.0);
    assertThat(fan.get("champion").get("real").asInt()).isEqualTo(1);
    assertThat(fan.get("challenger").get("real").asInt()).isEqualTo(1);
    assertThat(fan.get("challenger").get("falseAlarms").asInt()).isZero();
    JsonNode pump = json.get("machines").get(1);
    assertThat(pump.get("champion").get("falseAlarms").asInt()).isEqualTo(1);
    assertThat(pump.get("challenger").get("anomalies").asInt()).isZero();
    assertThat(json.get("recommendation").asText()).isEqualTo("PROMOTE");

    // When, then: of the last hour there is nothing
    assertThat(compare("--since", "1h").errors()).contains("there are no shadow scores of young-");

    // When, then: for a person, who asks for more
    CommandRun table = compare();
    assertThat(table.out())
        .contains("champion    old-")
        .contains("7200 windows that both scored, 2.0 machine-hours")
        .contains("not enough yet: fan-0 was compared for 1.0 h, and 8.0 h of every machine");
  }

  private ModelRelease publish(String version, int frames, @Nullable String alias)
      throws Exception {
    ModelManifest manifest = ComparedModel.manifest(version, frames);
    // Nobody loads it here.
    return new ModelReleases(client(), PATIENCE)
        .publish(version.getBytes(UTF_8), ManifestJson.write(manifest), version, "anna", alias);
  }

  private Instant end(int window) {
    return start.plus(PERIOD.multipliedBy(window));
  }

  /** So many windows, 20 of them over the threshold from one on; -1: none. */
  private void scores(
      TopicDefinition<WindowScore> topic, String version, String machine, int windows, int wrong)
      throws Exception {
    Random common = new Random(1);
    Random own = new Random(version.hashCode());
    try (KafkaProducer<String, WindowScore> producer = producer(topic)) {
      for (int i = 0; i < windows; i++) {
        boolean over = wrong >= 0 && i >= wrong && i < wrong + 20;
        double score = common.nextDouble() + own.nextDouble() / 2 + (over ? 20 : 0);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic.name(), machine, score(version, machine, end(i), score, over)));
      }
      producer.flush();
    }
  }

  private static WindowScore score(
      String version, String machine, Instant end, double score, boolean over) {
    return new WindowScore(
        machine,
        machine,
        end.minus(PERIOD),
        end,
        end,
        score,
        score,
        0.5,
        over ? 1e-6 : 0.5,
        10.0,
        -30.0,
        version,
        0,
        0L,
        1L);
  }

  private void anomaly(String id, String machine, Instant opened) throws Exception {
    AnomalyEvent event =
        AnomalyEvent.newBuilder()
            .setAnomalyId(id)
            .setMachineId(machine)
            .setSensorId(machine)
            .setState(AnomalyState.OPENED)
            .setOpenedAt(opened)
            .setLastAt(opened.plusSeconds(5))
            .setPeakScore(20)
            .setThreshold(10)
            .setModelVersion("old")
            .setEvidencePartition(0)
            .setEvidenceOffsetFirst(0)
            .setEvidenceOffsetLast(1)
            .build();
    try (KafkaProducer<String, AnomalyEvent> producer = producer(Topics.ANOMALIES)) {
      producer.send(new ProducerRecord<>(Topics.ANOMALIES.name(), machine, event)).get();
    }
  }

  private <V extends SpecificRecord> KafkaProducer<String, V> producer(TopicDefinition<V> topic) {
    return new KafkaProducer<>(client(), new StringSerializer(), topic.values().serializer());
  }

  private CommandRun compare(String... arguments) {
    return CommandRun.of(
        Stream.concat(
                Stream.concat(Stream.of("model", "compare"), Stream.of(arguments)),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .toArray(String[]::new));
  }
}
