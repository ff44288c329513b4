/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Label;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.Verdict;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code auscult label}, on a real broker. */
class LabelCommandIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant SIX = Instant.parse("2026-11-25T06:00:00Z");

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static LabelBook labels;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    labels = new LabelBook(client, PATIENCE);
    AnomalyEvent event =
        AnomalyEvent.newBuilder()
            .setMachineId("fan-0")
            .setSensorId("fan-0")
            .setAnomalyId("a1")
            .setState(AnomalyState.OPENED)
            .setOpenedAt(SIX)
            .setLastAt(SIX)
            .setPeakScore(5)
            .setThreshold(4)
            .setModelVersion("m")
            .setEvidencePartition(0)
            .setEvidenceOffsetFirst(0)
            .setEvidenceOffsetLast(1)
            .build();
    try (KafkaProducer<String, AnomalyEvent> producer =
        new KafkaProducer<>(
            client, new StringSerializer(), Topics.ANOMALIES.values().serializer())) {
      producer.send(new ProducerRecord<>(Topics.ANOMALIES.name(), "fan-0", event)).get();
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldRememberTheLastWordOnAnAnomaly() throws Exception {
    // When
    run("a1", "real", "--by", "anna");
    CommandRun last = run("a1", "false-alarm", "--by", "bob", "--note", "a forklift", "--json");

    // Then
    assertThat(last.exitCode()).as(last.errors()).isZero();
    assertThat(last.json().get("machine").asText()).isEqualTo("fan-0");
    Label label = labels.all().get("a1");
    assertThat(label.getVerdict()).isEqualTo(Verdict.FALSE_ALARM);
    assertThat(label.getLabelledBy()).isEqualTo("bob");
    assertThat(label.getNote()).isEqualTo("a forklift");
    assertThat(label.getAnomalyId()).isEqualTo("a1");
  }

  @Test
  void shouldRememberThatATimeWasNormal() throws Exception {
    // When
    CommandRun run =
        run(
            "normal",
            "--machine",
            "pump-1",
            "--from",
            "2026-11-25T06:00Z",
            "--until",
            "2026-11-25T07:00Z");

    // Then
    assertThat(run.exitCode()).as(run.errors()).isZero();
    Label label = labels.all().get("pump-1/2026-11-25T06:00:00Z/2026-11-25T07:00:00Z");
    assertThat(label.getVerdict()).isEqualTo(Verdict.NORMAL);
    assertThat(label.getMachineId()).isEqualTo("pump-1");
    assertThat(label.getFrom()).isEqualTo(SIX);
    assertThat(label.getUntil()).isEqualTo(SIX.plusSeconds(3600));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody real                                | 1 | there is no anomaly 'nobody'",
        "a1 maybe                                   | 2 | 'maybe' is none of real, false-alarm, normal",
        "real                                       | 2 | give an anomaly's id, or --machine, --from and --until",
        "a1 real --machine fan-0                    | 2 | --machine, --from and --until go without an anomaly",
        "normal --machine p --from 2026-11-25T07:00Z --until 2026-11-25T06:00Z | 2 | --until must be later than --from",
      })
  void shouldSayWhatIsWrong(String arguments, int exitCode, String complaint) {
    CommandRun run = run(arguments.strip().split(" +"));

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.errors()).contains(complaint);
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.concat(
                Stream.concat(Stream.of("label"), Stream.of(arguments)),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .toArray(String[]::new));
  }
}
