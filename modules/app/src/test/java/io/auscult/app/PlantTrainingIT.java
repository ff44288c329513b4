/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.app.model.ReleaseTrial;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.console.Console;
import io.auscult.console.ConsoleSettings;
import io.auscult.console.security.Access;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Clip;
import io.auscult.contracts.Label;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.Verdict;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.ModelBundle;
import io.auscult.operations.ListenAddress;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import io.auscult.trainer.SoundDigest;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code auscult train --from-kafka} and {@code auscult model promote}, on a real broker. */
class PlantTrainingIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SECONDS = 4;
  private static final int MOMENTS = 15;
  private static final List<SimulatedMachine> MACHINES = Plant.of(3).machines();
  private static final String FAN = MACHINES.get(0).id();
  private static final String PUMP = MACHINES.get(1).id();
  private static final String SLIDER = MACHINES.get(2).id();

  @TempDir static Path data;
  private static EmbeddedKafka kafka;
  private static Map<String, Object> client;
  private static ModelReleases releases;
  private static Instant begin;

  /** What is sure to be learnt, and never. */
  private static Clip falseAlarm;

  private static Clip real;
  private static Clip beforeReal;

  @TempDir Path folder;

  @BeforeAll
  static void keepSound() throws Exception {
    begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(2));
    kafka = EmbeddedKafka.start(data);
    client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    releases = new ModelReleases(client, PATIENCE);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < MOMENTS; i++) {
        for (SimulatedMachine machine : MACHINES.subList(0, 2)) {
          send(producer, Topics.NORMALS, machine.id(), normal(machine, i));
        }
      }
      // The fan: a clip twice, one that is no FLAC, a record that is no clip.
      send(producer, Topics.NORMALS, FAN, normal(MACHINES.get(0), 3));
      send(
          producer,
          Topics.NORMALS,
          FAN,
          clip(FAN, null, at(-1), ByteBuffer.wrap("no sound".getBytes(UTF_8))));
      producer.send(new ProducerRecord<>(Topics.NORMALS.name(), FAN, new byte[] {1, 2, 3})).get();
      // The pump: a real anomaly, and a normal clip that fell into it; a false alarm.
      beforeReal = clip(PUMP, null, at(5).plusSeconds(570), sound(MACHINES.get(1), 77, null));
      send(producer, Topics.NORMALS, PUMP, beforeReal);
      real =
          clip(
              PUMP,
              "real",
              at(5).plusSeconds(600),
              sound(MACHINES.get(1), 78, Fault.of(MACHINES.get(1).type()).get(0)));
      falseAlarm = clip(PUMP, "false", at(9).plusSeconds(600), sound(MACHINES.get(1), 79, null));
      for (Clip clip : List.of(real, falseAlarm)) {
        send(producer, Topics.CLIPS, clip.getAnomalyId(), clip);
        send(
            producer,
            Topics.ANOMALIES,
            PUMP,
            anomaly(clip.getAnomalyId(), clip.getCapturedAt().plusSeconds(2)));
      }
      // The slider is new: too little of it.
      send(producer, Topics.NORMALS, SLIDER, normal(MACHINES.get(2), 0));
    }
    label("real", Verdict.REAL);
    label("false", Verdict.FALSE_ALARM);
    new MachineRegistry(client, PATIENCE)
        .put(MachineSettings.newBuilder().setMachineId(PUMP).setType("big pump").build());
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Instant at(int hour) {
    return begin.plus(Duration.ofHours(hour));
  }

  private static Clip normal(SimulatedMachine machine, int hour) {
    return clip(machine.id(), null, at(hour), sound(machine, hour, null));
  }

  private static ByteBuffer sound(SimulatedMachine machine, long seed, @Nullable Fault fault) {
    MachineSound sound = machine.start(seed);
    if (fault != null) {
      sound.breakAt(0, fault);
    }
    float[] samples = new float[SECONDS * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    return Flac.encode(
        new PcmFormat(MachineSound.SAMPLE_RATE, 1), Pcm16.encode(samples, 0, samples.length));
  }

  private static Clip clip(
      String machine, @Nullable String anomaly, Instant capturedAt, ByteBuffer flac) {
    return Clip.newBuilder()
        .setMachineId(machine)
        .setSensorId(machine + ".mic")
        .setAnomalyId(anomaly)
        .setCapturedAt(capturedAt)
        .setSampleRate(MachineSound.SAMPLE_RATE)
        .setSampleCount(SECONDS * MachineSound.SAMPLE_RATE)
        .setFlac(flac)
        .build();
  }

  private static AnomalyEvent anomaly(String id, Instant openedAt) {
    return AnomalyEvent.newBuilder()
        .setMachineId(PUMP)
        .setSensorId(PUMP + ".mic")
        .setAnomalyId(id)
        .setState(AnomalyState.CLOSED)
        .setOpenedAt(openedAt)
        .setLastAt(openedAt.plusSeconds(60))
        .setClosedAt(openedAt.plusSeconds(60))
        .setPeakScore(5)
        .setThreshold(4)
        .setModelVersion("m")
        .setEvidencePartition(0)
        .setEvidenceOffsetFirst(0)
        .setEvidenceOffsetLast(1)
        .setBands(List.of())
        .build();
  }

  private static void label(String anomaly, Verdict verdict) throws Exception {
    new LabelBook(client, PATIENCE)
        .put(
            Label.newBuilder()
                .setLabelId(anomaly)
                .setAnomalyId(anomaly)
                .setMachineId(PUMP)
                .setVerdict(verdict)
                .setLabelledBy("anna")
                .setLabelledAt(begin)
                .build());
  }

  private static <V> void send(
      KafkaProducer<String, byte[]> producer, TopicDefinition<V> topic, String key, V value)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topic.name(), key, topic.values().serializer().serialize(topic.name(), value)))
        .get();
  }

  @Test
  void shouldLearnFromThePlantAndPromoteOnlyWhatIsNotWorse() throws Exception {
    // When: there is no champion yet
    CommandRun first = train("--seed", "1");

    // Then: it is the challenger, and every clip is accounted for
    assertThat(first.exitCode()).as(first.errors()).isZero();
    JsonNode json = first.json();
    String challenger = json.get("release").asText();
    assertThat(json.get("trial").isNull()).isTrue();
    assertThat(release(ReleaseCatalog.CHALLENGER)).isEqualTo(challenger);
    JsonNode selection = json.get("selection");
    assertThat(selection.get("unreadable").asInt()).isEqualTo(1);
    JsonNode fan = selection.get("machines").get(0);
    assertThat(fan.get("machine").asText()).isEqualTo(FAN);
    assertThat(fan.get("excluded").toString()).isEqualTo("{\"DUPLICATE\":1,\"UNDECODABLE\":1}");
    assertThat(fan.get("training").asInt() + fan.get("calibration").asInt()).isEqualTo(12);
    assertThat(fan.get("test").asInt()).isEqualTo(3);
    JsonNode pump = selection.get("machines").get(1);
    assertThat(pump.get("type").asText()).isEqualTo("big pump");
    assertThat(pump.get("excluded").toString()).isEqualTo("{\"REAL\":2}");
    assertThat(pump.get("training").asInt()).isEqualTo(10);
    assertThat(pump.get("real").asInt()).isEqualTo(1);
    assertThat(selection.get("machines").get(2).get("excluded").toString())
        .isEqualTo("{\"TOO_LITTLE\":1}");
    ModelBundle learnt = bundle(challenger);
    assertThat(learnt.trainingClips()).contains(digest(falseAlarm)).doesNotContain(digest(real));
    assertThat(learnt.trainingClips()).doesNotContain(digest(beforeReal));
    assertThat(learnt.manifest().sensorsOf(PUMP)).containsExactly(PUMP + ".mic");

    // When: nobody is champion, so nothing can be worse
    CommandRun promoted = run("model", "promote", "--json");

    // Then
    assertThat(promoted.exitCode()).as(promoted.errors()).isZero();
    assertThat(promoted.json().get("trial").isNull()).isTrue();
    assertThat(release(ReleaseCatalog.CHAMPION)).isEqualTo(challenger);

    // When: it learns on
    CommandRun second = train("--seed", "2", "--warm-start");

    // Then: both were tried on the latest sound, which neither was trained on
    assertThat(second.exitCode()).as(second.errors()).isZero();
    JsonNode trial = second.json().get("trial");
    assertThat(second.json().get("champion").asText()).isEqualTo(challenger);
    assertThat(trial.get("normal").get("clips").asInt()).isEqualTo(6);
    assertThat(trial.get("real").get("clips").asInt()).isEqualTo(1);
    assertThat(trial.get("alreadyHeard").asInt()).isZero();

    // Given: a challenger that takes everything for an anomaly
    ModelBundle nervous = nervous(learnt);
    ModelRelease bad =
        releases.publish(
            nervous.toBytes(),
            ManifestJson.write(nervous.manifest()),
            "nervous",
            "bob",
            ReleaseCatalog.CHALLENGER);

    // When
    CommandRun refused = run("model", "promote", "--json");

    // Then
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors())
        .contains("was not promoted, it is worse than the champion: it raises false alarms on 6 of")
        .contains("--force promotes it anyway");
    assertThat(refused.json().get("promoted").asBoolean()).isFalse();
    assertThat(release(ReleaseCatalog.CHAMPION)).isEqualTo(challenger);

    // When
    JsonNode onTheConsole = promoteOnAConsole(bad.getRelease());

    // Then
    assertThat(onTheConsole.get("state").asText()).as(onTheConsole.toString()).isEqualTo("refused");
    assertThat(onTheConsole.get("reasons").get(0).asText())
        .startsWith("it raises false alarms on 6 of");
    assertThat(release(ReleaseCatalog.CHAMPION)).isEqualTo(challenger);

    // When
    CommandRun forced = run("model", "promote", bad.getRelease(), "--force");

    // Then
    assertThat(forced.exitCode()).as(forced.errors()).isZero();
    assertThat(release(ReleaseCatalog.CHAMPION)).isEqualTo(bad.getRelease());
  }

  /** As its page does it; the promotion when the trial is over. */
  private static JsonNode promoteOnAConsole(String release) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    try (Console console =
        Console.start(
            new ConsoleSettings(
                client,
                new ListenAddress(InetAddress.getLoopbackAddress(), 0, "--http-port"),
                Access.local(false),
                PATIENCE),
            new ReleaseTrial(client, 1))) {
      HttpClient http = HttpClient.newHttpClient();
      HttpRequest.Builder session =
          HttpRequest.newBuilder(URI.create(console.url() + "/api/v1/session")).timeout(PATIENCE);
      String token =
          mapper
              .readTree(http.send(session.build(), BodyHandlers.ofString()).body())
              .get("csrfToken")
              .asText();
      HttpRequest promote =
          HttpRequest.newBuilder(URI.create(console.url() + "/api/v1/models/promote"))
              .timeout(PATIENCE)
              .header("X-CSRF-Token", token)
              .POST(BodyPublishers.ofString("{\"release\": \"%s\"}".formatted(release)))
              .build();
      assertThat(http.send(promote, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
      HttpRequest models =
          HttpRequest.newBuilder(URI.create(console.url() + "/api/v1/models"))
              .timeout(PATIENCE)
              .build();
      return await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  mapper
                      .readTree(http.send(models, BodyHandlers.ofString()).body())
                      .get("promotion"),
              promotion -> !promotion.get("state").asText().equals("trying"));
    }
  }

  @Test
  void shouldSayInOneLineThatThereIsTooLittleSound() {
    // When: nothing was captured in the last minute
    CommandRun run = train("--since", "1m");

    // Then
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors())
        .contains("auscult: there is too little normal sound on auscult.normals");
  }

  private static CommandRun train(String... options) {
    return run(
        Stream.concat(
                Stream.of(
                    "train",
                    "--from-kafka",
                    "--epochs",
                    "2",
                    "--window",
                    "64",
                    "--threads",
                    "1",
                    "--json"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(arguments), Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .toArray(String[]::new));
  }

  private static String release(String alias) throws Exception {
    return releases.catalog().of(alias).orElseThrow().getRelease();
  }

  private static ModelBundle bundle(String release) throws Exception {
    ModelRelease found = releases.catalog().releases().get(release);
    return ModelBundle.read(releases.fetch(found), release);
  }

  private static String digest(Clip clip) throws Exception {
    return SoundDigest.of(Flac.decode("clip", clip.getFlac(), clip.getSampleCount()).channels());
  }

  private static ModelBundle nervous(ModelBundle model) {
    Map<String, CalibrationSpec> calibrations = new HashMap<>();
    for (ClassSpec known : model.manifest().classes().toList()) {
      CalibrationSpec c = known.calibration();
      calibrations.put(
          known.name(),
          new CalibrationSpec(
              -1000, c.falseAlarmsPerWeek(), c.extrapolated(), c.hours(), c.clips(), c.smoothed()));
    }
    return model.calibrated(calibrations);
  }
}
