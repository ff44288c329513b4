/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code auscult machines}, on a real broker. */
class MachinesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant SIX = Instant.parse("2026-11-25T06:00:00Z");

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private static MachineRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(new TopicLayout(3, (short) 1));
    }
    registry = new MachineRegistry(client(), PATIENCE);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldChangeOneSettingAndKeepAllOthers() throws Exception {
    succeed("register", "fan-0", "--class", "fan", "--type", "fan", "--site", "north");
    succeed("register", "fan-0", "--line", "paint", "--listen-back", "false");
    succeed("threshold", "fan-0", "--open", "4.5", "--close", "3.75");
    succeed("maintenance", "fan-0", "on");
    succeed("mute", "fan-0", "--from", "2026-11-25T06:00Z", "--until", "2026-11-25T15:00+01:00");
    CommandRun last = succeed("retire", "fan-0");

    assertThat(registry.find("fan-0"))
        .contains(
            MachineSettings.newBuilder()
                .setMachineId("fan-0")
                .setModelClass("fan")
                .setType("fan")
                .setSite("north")
                .setLine("paint")
                .setOpenThreshold(4.5)
                .setCloseThreshold(3.75)
                .setMutedFrom(SIX)
                .setMutedUntil(SIX.plus(Duration.ofHours(8)))
                .setMaintenance(true)
                .setRetired(true)
                .setListenBack(false)
                .build());
    assertThat(last.out())
        .contains("fan-0", "north/paint", "retired", "in maintenance", "opens at 4.5");
  }

  @Test
  void shouldRegisterTheClassesOfAGatewayButNotOverThoseOfAnOperator() throws Exception {
    // Given: secrets that only the gateway's box has
    Path yaml = folder.resolveSibling("gateway-%s.yaml".formatted(folder.getFileName()));
    Files.writeString(
        yaml,
        """
        kafka: {bootstrap.servers: "kafka:9092", ssl.key.password: "${file:/none:key}"}
        sources:
          - {name: a, machine: press-1, class: press, simulated: {type: FAN}}
          - {name: b, machine: press-2, class: press, simulated: {type: FAN}}
          - {name: c, machine: saw-1, simulated: {type: FAN}}
        """);
    succeed("register", "press-2", "--class", "old-press", "--site", "north");

    // When
    JsonNode told = succeed("import", yaml.toString(), "--json").json();

    // Then
    assertThat(told.toString()).isEqualTo("{\"left\":1,\"registered\":{\"press-1\":\"press\"}}");
    assertThat(registry.find("press-1")).map(MachineSettings::getModelClass).contains("press");
    assertThat(registry.find("saw-1")).isEmpty();

    // When
    succeed("import", yaml.toString(), "--overwrite");

    // Then
    assertThat(registry.find("press-2").orElseThrow().getModelClass()).isEqualTo("press");
    assertThat(registry.find("press-2").orElseThrow().getSite()).isEqualTo("north");
  }

  @Test
  void shouldLearnAMachineFromNowOnForSoLong() throws Exception {
    Instant before = Instant.now();
    CommandRun run = succeed("register", "press-9", "--learn-for", "24h");

    Instant until = registry.find("press-9").orElseThrow().getLearnUntil();
    assertThat(until)
        .isBetween(
            before.plus(Duration.ofHours(24)).minusSeconds(1),
            Instant.now().plus(Duration.ofHours(24)));
    assertThat(run.out()).contains("is learned until " + until);

    assertFails(
        run("register", "press-9", "--listen-back", "false", "--learn-for", "1h"),
        "no sound of press-9 may be kept");
  }

  @Test
  void shouldTakeEverythingBack() throws Exception {
    succeed("threshold", "fan-1", "--open", "4.5");
    succeed("maintenance", "fan-1", "on");
    succeed("mute", "fan-1", "--until-further-notice");
    succeed("retire", "fan-1");

    succeed("threshold", "fan-1", "--default");
    succeed("maintenance", "fan-1", "off");
    succeed("unmute", "fan-1");
    succeed("restore", "fan-1");

    assertThat(registry.find("fan-1"))
        .contains(MachineSettings.newBuilder().setMachineId("fan-1").build());
  }

  @Test
  void shouldMuteFromNowOnForALengthOfTime() throws Exception {
    Instant before = Instant.now().minusSeconds(1);

    JsonNode told = succeed("mute", "fan-2", "--for", "8h", "--json").json();

    MachineSettings settings = registry.find("fan-2").orElseThrow();
    assertThat(settings.getMutedFrom()).isBetween(before, Instant.now());
    assertThat(Duration.between(settings.getMutedFrom(), settings.getMutedUntil())).hasHours(8);
    assertThat(told.path("changed").asBoolean()).isTrue();
    assertThat(told.at("/settings/mutedUntil").asText())
        .isEqualTo(settings.getMutedUntil().toString());
  }

  @Test
  void shouldSayThatAMachineHadNoSettingsBecauseItsIdMayBeWrong() {
    assertThat(succeed("retire", "fna-3").errors())
        .contains("these are the first settings of machine 'fna-3'");
    assertThat(succeed("retire", "fna-3").errors()).contains("fna-3: nothing to change");
  }

  @Test
  void shouldAcknowledgeTheAnomalyThatIsOpen() throws Exception {
    publish(
        event("pump-0", "a-1", AnomalyState.OPENED),
        event("pump-0", "a-1", AnomalyState.CLOSED),
        event("pump-1", "b-1", AnomalyState.OPENED),
        event("pump-0", "a-2", AnomalyState.OPENED),
        event("pump-0", "a-2", AnomalyState.UPDATED),
        event("pump-1", "b-1", AnomalyState.CLOSED));

    succeed("ack", "pump-0");
    assertThat(registry.find("pump-0"))
        .map(MachineSettings::getAcknowledgedAnomaly)
        .contains("a-2");

    succeed("ack", "pump-0", "a-1");
    assertThat(registry.find("pump-0"))
        .map(MachineSettings::getAcknowledgedAnomaly)
        .contains("a-1");

    assertFails(run("ack", "pump-1"), "machine 'pump-1' has no open anomaly");
    assertFails(run("ack", "pump-1", "a-1"), "machine 'pump-1' has no anomaly 'a-1'");
  }

  @Test
  void shouldListAndShowWhatIsSet() throws Exception {
    succeed("register", "valve-0", "--type", "valve\u001b[2J");
    succeed("mute", "valve-0", "--until-further-notice");

    CommandRun list = succeed("list");
    CommandRun show = succeed("show", "valve-0");

    assertThat(list.out().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("valve-0")
                    .contains("valve\\u001b[2J", "muted until further notice"));
    assertThat(show.out()).containsPattern("mutedUntil +-").containsPattern("listenBack +true");
    assertThat(succeed("list", "--json").json().path("machines"))
        .anySatisfy(
            machine -> {
              assertThat(machine.path("machineId").asText()).isEqualTo("valve-0");
              assertThat(machine.path("mutedUntil").isNull()).isTrue();
            });
  }

  @Test
  void shouldForgetOnlyOnAClearYes() throws Exception {
    succeed("retire", "slider-0");

    assertFails(run("forget", "slider-0"), "add --yes");
    assertThat(registry.knows("slider-0")).isTrue();

    succeed("forget", "slider-0", "--yes");
    assertThat(registry.knows("slider-0")).isFalse();
    assertFails(run("forget", "slider-0", "--yes"), "machine 'slider-0' has no settings");
    assertFails(run("show", "slider-0"), "machine 'slider-0' has no settings");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threshold bad-0 --open 2 --close 2.5 | closeThreshold 2.5 is above openThreshold 2.0",
        "threshold bad-0 --open NaN | openThreshold is NaN",
        "threshold bad-0 --close Infinity | closeThreshold is Infinity",
        "mute bad-0 --from 2026-11-25T06:00Z --until 2026-11-25T05:00Z | is not after mutedFrom",
        "register bad-0 --site= | site is empty"
      })
  void shouldWriteNothingThatContradictsItself(String command, String message) throws Exception {
    assertFails(run(command.split(" ", -1)), message);

    assertThat(registry.knows("bad-0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mute fan-0",
        "mute fan-0 --for 8h --until 2026-11-25T06:00Z",
        "mute fan-0 --for 8",
        "threshold fan-0",
        "threshold fan-0 --default --open 2",
        "maintenance fan-0 perhaps",
        "retire"
      })
  void shouldCallItBadUsageWhereItIsNotClearWhatIsMeant(String command) {
    CommandRun run = run(command.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors().strip()).startsWith("auscult: ").hasLineCount(1);
  }

  @Test
  void shouldSayInOneLineThatTheTopicIsMissing(@TempDir Path empty) throws Exception {
    try (EmbeddedKafka bare = EmbeddedKafka.start(empty)) {
      assertFails(
          CommandRun.of(
              "machines", "retire", "fan-0", "--bootstrap-servers", bare.bootstrapServers()),
          "has no topic auscult.machines: run `auscult topics create`");
    }
  }

  private static AnomalyEvent event(String machine, String anomaly, AnomalyState state) {
    return AnomalyEvent.newBuilder()
        .setMachineId(machine)
        .setSensorId(machine)
        .setAnomalyId(anomaly)
        .setState(state)
        .setCloseReason(state == AnomalyState.CLOSED ? CloseReason.RECOVERED : null)
        .setOpenedAt(SIX)
        .setLastAt(SIX)
        .setPeakScore(5)
        .setThreshold(4)
        .setModelVersion("m")
        .setEvidencePartition(0)
        .setEvidenceOffsetFirst(0)
        .setEvidenceOffsetLast(1)
        .build();
  }

  private static void publish(AnomalyEvent... events) throws Exception {
    try (KafkaProducer<String, AnomalyEvent> producer =
        new KafkaProducer<>(
            client(), new StringSerializer(), Topics.ANOMALIES.values().serializer())) {
      for (AnomalyEvent event : events) {
        producer
            .send(new ProducerRecord<>(Topics.ANOMALIES.name(), event.getMachineId(), event))
            .get();
      }
    }
  }

  private static CommandRun succeed(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.exitCode()).as("%s: %s", List.of(arguments), run.errors()).isZero();
    return run;
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.of(
                Stream.of("machines"),
                Stream.of(arguments),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private static void assertFails(CommandRun run, String part) {
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors().strip()).startsWith("auscult: ").contains(part).hasLineCount(1);
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
