/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import static io.auscult.console.RunningConsole.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.console.promotion.PromotionTrial.Result;
import io.auscult.console.security.Access;
import io.auscult.console.sound.Chunks;
import io.auscult.console.state.Windows;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.Label;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Topics;
import io.auscult.contracts.Verdict;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static RunningConsole console;

  @BeforeAll
  static void start() throws Exception {
    console = RunningConsole.broker(folder).start(Access.local(false));
    await().atMost(PATIENCE).until(() -> ready().equals("UP"));
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static String ready() throws Exception {
    return console.get("/health/ready").get("status").asText();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static JsonNode tile(String machine) throws Exception {
    for (JsonNode tile : console.get("/api/v1/fleet").get("machines")) {
      if (tile.get("machine").asText().equals(machine)) {
        return tile;
      }
    }
    return RunningConsole.json("{\"state\": \"not there\"}");
  }

  private static void awaitState(String machine, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tile(machine).get("state").asText()).isEqualTo(state));
  }

  private static void score(String machine, Instant end, double score) throws Exception {
    console.publish(Topics.SCORES, machine, Windows.of(machine, end, score));
  }

  /** Sound, a score and an anomaly whose evidence are the seconds 4 to 6 of it. */
  private static AnomalyEvent anomaly(String machine, float[] samples) throws Exception {
    Instant start = now().minusSeconds(samples.length / Chunks.RATE);
    List<RecordMetadata> written = new ArrayList<>();
    for (AudioChunk chunk : Chunks.of(machine, "s", start, samples)) {
      written.add(console.publish(Topics.AUDIO, machine, chunk));
    }
    score(machine, now(), 0.9);
    AnomalyEvent event =
        AnomalyEvent.newBuilder()
            .setAnomalyId("anomaly-of-" + machine)
            .setMachineId(machine)
            .setSensorId(machine)
            .setState(AnomalyState.OPENED)
            .setOpenedAt(start.plusSeconds(6))
            .setLastAt(start.plusSeconds(6))
            .setPeakScore(0.9)
            .setThreshold(0.5)
            .setModelVersion("test-1")
            .setEvidencePartition(written.get(0).partition())
            .setEvidenceOffsetFirst(written.get(4).offset())
            .setEvidenceOffsetLast(written.get(5).offset())
            .setBands(List.of(new FrequencyBand(1_000f, 1_200f, 6f)))
            .build();
    console.publish(Topics.ANOMALIES, machine, event);
    awaitState(machine, "anomalous");
    return event;
  }

  private static Clip clip(String machine, String anomaly, Instant capturedAt, float[] samples)
      throws Exception {
    return Clip.newBuilder()
        .setMachineId(machine)
        .setSensorId(machine)
        .setAnomalyId(anomaly)
        .setCapturedAt(capturedAt)
        .setSampleRate(Chunks.RATE)
        .setSampleCount(samples.length)
        .setFlac(
            Flac.encode(new PcmFormat(Chunks.RATE, 1), Pcm16.encode(samples, 0, samples.length)))
        .build();
  }

  @Test
  void shouldShowAMachineAsItsScoresAndEventsSay() throws Exception {
    // Given
    String machine = "line 1/fan-0";

    // When / Then
    score(machine, now().minusSeconds(2), 0.1);
    awaitState(machine, "healthy");
    score(machine, now().minusSeconds(1), 0.8);
    awaitState(machine, "suspicious");
    AnomalyEvent open = anomaly(machine, Chunks.noise(8, 1));
    console.publish(
        Topics.ANOMALIES,
        machine,
        AnomalyEvent.newBuilder(open)
            .setState(AnomalyState.CLOSED)
            .setCloseReason(CloseReason.RECOVERED)
            .setClosedAt(now())
            .build());
    score(machine, now(), 0.1);
    awaitState(machine, "healthy");
  }

  @Test
  void shouldShowAgainAfterARestartWhatTheTopicsHold() throws Exception {
    // Given
    String machine = "fan-restart";
    score(machine, now().minus(Duration.ofMinutes(5)), 0.3);
    console.publish(
        Topics.MACHINES,
        machine,
        MachineSettings.newBuilder().setMachineId(machine).setSite("Ulm").build());
    awaitState(machine, "stale");

    // When
    console.start(Access.local(false));

    // Then
    await().atMost(PATIENCE).until(() -> ready().equals("UP"));
    assertThat(tile(machine).get("site").asText()).isEqualTo("Ulm");
    assertThat(tile(machine).get("over").asDouble()).isEqualTo(0.6);
  }

  @Test
  void shouldFillInOlderHistoryBehindAndSaySo() throws Exception {
    // Given: a broker's append time cannot be set, but a score's timestamp can
    String machine = "fan-history";
    Instant old = now().minus(Duration.ofHours(5));
    try (var producer =
        new KafkaProducer<String, WindowScore>(
            console.clientSettings(),
            new StringSerializer(),
            Topics.SCORES.values().serializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.SCORES.name(),
                  null,
                  old.toEpochMilli(),
                  machine,
                  Windows.of(machine, old, 0.4)))
          .get();
    }
    score(machine, now(), 0.1);

    // When
    console.start(Access.local(false));

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        console.get("/api/v1/fleet").get("status").get("historyWhole").asBoolean())
                    .isTrue());
    JsonNode series = console.get("/api/v1/machine/history?machine=" + machine).get("series");
    assertThat(series.get("seconds").get(0).asLong())
        .isBetween(old.getEpochSecond() - 10, old.getEpochSecond());
    assertThat(series.get("scoreMax").get(0).asDouble()).isEqualTo(0.4);
  }

  @Test
  void shouldServeTheSoundOfAnAnomalyAsItWasPublished() throws Exception {
    // Given
    float[] samples = Chunks.noise(20, 7);
    AnomalyEvent anomaly = anomaly("fan-sound", samples);

    // When
    HttpResponse<byte[]> wav =
        console.bytes("/api/v1/anomalies/%s/audio.wav".formatted(anomaly.getAnomalyId()));

    // Then: from five seconds before the evidence, or the begin, to five seconds after it
    assertThat(wav.headers().firstValue("Content-Type")).contains("audio/wav");
    float[] expected = Arrays.copyOf(samples, 11 * Chunks.RATE);
    assertThat(Chunks.samplesOf(wav.body())).containsExactly(expected);
  }

  @Test
  void shouldLetABrowserSeek() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-seek", Chunks.noise(8, 7));
    String path = "/api/v1/anomalies/%s/audio.wav".formatted(anomaly.getAnomalyId());

    // When
    HttpResponse<String> part =
        console.send(console.request(path).header("Range", "bytes=0-3").build());

    // Then
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("RIFF");
  }

  @Test
  void shouldServeTheKeptClipOnceTheSoundIsGone() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-clip", Chunks.noise(8, 7));
    float[] kept = Chunks.noise(3, 8);
    console.publish(
        Topics.CLIPS,
        anomaly.getAnomalyId(),
        clip(anomaly.getMachineId(), anomaly.getAnomalyId(), anomaly.getOpenedAt(), kept));
    String path = "/api/v1/anomalies/%s/audio.wav".formatted(anomaly.getAnomalyId());

    // When
    try (Admin admin = Admin.create(console.clientSettings())) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(Topics.AUDIO.name(), anomaly.getEvidencePartition()),
                  RecordsToDelete.beforeOffset(anomaly.getEvidenceOffsetLast() + 1)))
          .all()
          .get();
    }

    // Then
    assertThat(Chunks.samplesOf(console.bytes(path).body())).containsExactly(kept);
  }

  @Test
  void shouldRefuseToPlayWhatNobodyMayHear() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-private", Chunks.noise(8, 7));
    console.publish(
        Topics.MACHINES,
        anomaly.getMachineId(),
        MachineSettings.newBuilder()
            .setMachineId(anomaly.getMachineId())
            .setListenBack(false)
            .build());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        console
                            .get("/api/v1/anomalies/" + anomaly.getAnomalyId())
                            .get("listenBack")
                            .asBoolean())
                    .isFalse());

    for (String path :
        List.of(
            "/api/v1/anomalies/%s/audio.wav".formatted(anomaly.getAnomalyId()),
            "/api/v1/anomalies/%s/normal.wav".formatted(anomaly.getAnomalyId()),
            "/api/v1/machine/audio.wav?machine=fan-private&from=%s&until=%s"
                .formatted(now().minusSeconds(8), now()))) {
      // When
      HttpResponse<byte[]> answer = console.bytes(path);

      // Then
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("listenBack: false");
    }
  }

  @Test
  void shouldCompareAnAnomalyWithTheNormalSoundThatWasKept() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-kept", Chunks.noise(8, 7));
    float[] kept = Chunks.noise(4, 9);
    console.publish(
        Topics.NORMALS,
        "fan-kept",
        clip("fan-kept", null, anomaly.getOpenedAt().minusSeconds(3_600), kept));
    String path = "/api/v1/anomalies/%s/normal".formatted(anomaly.getAnomalyId());

    // When
    byte[] wav = console.bytes(path + ".wav").body();
    byte[] drawn = console.bytes(path).body();
    JsonNode spectrum = console.get("/api/v1/machine/spectrum?machine=fan-kept");

    // Then: 125 columns of 32 ms
    assertThat(Chunks.samplesOf(wav)).containsExactly(kept);
    assertThat(drawn).hasSize(128 * 125);
    assertThat(spectrum.get("origin").asText()).isEqualTo("kept");
  }

  @Test
  void shouldShowTheWorstOfSeveralMicrophonesAndPlayEach() throws Exception {
    // Given
    String machine = "press-2";
    Instant start = now().minusSeconds(5);
    float[] left = Chunks.noise(5, 1);
    float[] right = Chunks.noise(5, 2);
    for (Map.Entry<String, float[]> sensor : Map.of("left", left, "right", right).entrySet()) {
      for (AudioChunk chunk : Chunks.of(machine, "s", start, sensor.getValue())) {
        console.publish(
            Topics.AUDIO,
            machine,
            AudioChunk.newBuilder(chunk).setSensorId(sensor.getKey()).build());
      }
    }

    // When
    for (Map.Entry<String, Double> score : Map.of("left", 0.1, "right", 0.8).entrySet()) {
      WindowScore window = Windows.of(machine, start.plusSeconds(5), score.getValue());
      console.publish(
          Topics.SCORES,
          machine,
          WindowScore.newBuilder(window).setSensorId(score.getKey()).build());
    }

    // Then
    awaitState(machine, "suspicious");
    assertThat(tile(machine).get("over").asDouble()).isEqualTo(1.6);
    JsonNode sensors = console.get("/api/v1/machine?machine=" + machine).get("sensors");
    assertThat(sensors.findValuesAsText("sensor")).containsExactly("left", "right");
    for (Map.Entry<String, float[]> sensor : Map.of("left", left, "right", right).entrySet()) {
      byte[] wav =
          console
              .bytes(
                  "/api/v1/machine/audio.wav?machine=%s&sensor=%s&from=%s&until=%s"
                      .formatted(machine, sensor.getKey(), start, start.plusSeconds(5)))
              .body();
      assertThat(Chunks.samplesOf(wav)).as(sensor.getKey()).containsExactly(sensor.getValue());
    }
  }

  @Test
  void shouldOnlyShowIfItIsToChangeNothing() throws Exception {
    // Given
    console.start(Access.local(true));
    try {
      // When
      HttpResponse<String> answer =
          console.post("/api/v1/machine/mute", "{\"machine\": \"fan-0\", \"forSeconds\": 60}");

      // Then
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("this console only shows (--read-only)");
      assertThat(console.get("/api/v1/session").get("mayWrite").asBoolean()).isFalse();
      assertThat(new MachineRegistry(console.clientSettings(), PATIENCE).find("fan-0")).isEmpty();
    } finally {
      console.start(Access.local(false));
      await().atMost(PATIENCE).until(() -> ready().equals("UP"));
    }
  }

  @Test
  void shouldRefuseASiteWhoseNameWasMadeToPointAtThisMachine() throws Exception {
    // Given
    URI url = URI.create(console.url());

    // When: as a browser does whom that site's page told to ask
    String answer;
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request =
          "GET /api/v1/fleet HTTP/1.1\r\nHost: evil.example:%d\r\nConnection: close\r\n\r\n"
              .formatted(url.getPort());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // Then
    assertThat(answer).startsWith("HTTP/1.1 403").contains("for this machine alone");
  }

  @Test
  void shouldDrawTheLastMinuteLiveWhileSomebodyLooks() throws Exception {
    // Given
    String machine = "fan-live";
    float[] samples = Chunks.noise(10, 7);
    Instant start = now().minusSeconds(10);
    List<AudioChunk> chunks = Chunks.of(machine, "s", start, samples);
    score(machine, now(), 0.1);
    awaitState(machine, "healthy");
    for (AudioChunk chunk : chunks.subList(0, 5)) {
      console.publish(Topics.AUDIO, machine, chunk);
    }
    String path = "/api/v1/machine/live?machine=" + machine;
    await().atMost(PATIENCE).until(() -> console.bytes(path).body().length >= 128 * 150);

    // When
    for (AudioChunk chunk : chunks.subList(5, 10)) {
      console.publish(Topics.AUDIO, machine, chunk);
    }

    // Then: (160000 - 2048) / 512 + 1 frames
    await().atMost(PATIENCE).until(() -> console.bytes(path).body().length == 128 * 309);
    HttpResponse<byte[]> onDemand =
        console.bytes(
            "/api/v1/machine/spectrogram?machine=%s&from=%s&until=%s"
                .formatted(machine, start, start.plusSeconds(10)));
    assertThat(onDemand.body()).hasSize(128 * 312);
    assertThat(Arrays.copyOf(onDemand.body(), 128 * 309)).isEqualTo(console.bytes(path).body());
  }

  @Test
  void shouldFindSoundThatArrivedAnHourLateWhereItsScoresSayItLies() throws Exception {
    // Given
    String machine = "fan-late";
    Instant start = now().minusSeconds(3_600);
    RecordMetadata first = null;
    for (AudioChunk chunk : Chunks.of(machine, "s", start, Chunks.noise(10, 7))) {
      RecordMetadata written = console.publish(Topics.AUDIO, machine, chunk);
      first = first == null ? written : first;
    }
    console.publish(
        Topics.SCORES,
        machine,
        WindowScore.newBuilder(Windows.of(machine, start.plusSeconds(10), 0.1))
            .setSourceOffsetFirst(first.offset())
            .build());
    awaitState(machine, "stale");

    // When
    HttpResponse<byte[]> drawn =
        console.bytes(
            "/api/v1/machine/spectrogram?machine=%s&from=%s&until=%s"
                .formatted(machine, start, start.plusSeconds(10)));

    // Then
    assertThat(drawn.body()).hasSize(128 * 312);
    assertThat(Arrays.copyOf(drawn.body(), 128 * 309)).doesNotContain((byte) 0);
  }

  @Test
  void shouldWriteALabelWithWhoSaidIt() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-label", Chunks.noise(8, 7));

    // When
    HttpResponse<String> answer =
        console.post(
            "/api/v1/anomalies/%s/label".formatted(anomaly.getAnomalyId()),
            "{\"verdict\": \"false_alarm\", \"note\": \"forklift\"}");

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Label label =
        new LabelBook(console.clientSettings(), PATIENCE).all().get(anomaly.getAnomalyId());
    assertThat(label.getVerdict()).isEqualTo(Verdict.FALSE_ALARM);
    assertThat(label.getMachineId()).isEqualTo("fan-label");
    assertThat(label.getLabelledBy()).isEqualTo(System.getProperty("user.name"));
    assertThat(label.getNote()).isEqualTo("forklift");
  }

  @Test
  void shouldMuteAndKeepWhatElseIsSet() throws Exception {
    // Given
    String machine = "fan-mute";
    score(machine, now(), 0.1);
    console.publish(
        Topics.MACHINES,
        machine,
        MachineSettings.newBuilder().setMachineId(machine).setSite("Ulm").build());
    awaitState(machine, "healthy");

    // When
    HttpResponse<String> answer =
        console.post("/api/v1/machine/mute", "{\"machine\": \"fan-mute\", \"forSeconds\": 3600}");

    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    MachineSettings set =
        new MachineRegistry(console.clientSettings(), PATIENCE).find(machine).orElseThrow();
    assertThat(set.getMutedUntil()).isEqualTo(set.getMutedFrom().plusSeconds(3_600));
    assertThat(set.getSite()).isEqualTo("Ulm");
    awaitState(machine, "muted");
  }

  @Test
  void shouldAcknowledge() throws Exception {
    // Given
    AnomalyEvent anomaly = anomaly("fan-ack", Chunks.noise(8, 7));

    // When
    console.post("/api/v1/anomalies/%s/acknowledge".formatted(anomaly.getAnomalyId()), "{}");

    // Then
    assertThat(
            new MachineRegistry(console.clientSettings(), PATIENCE)
                .find("fan-ack")
                .orElseThrow()
                .getAcknowledgedAnomaly())
        .isEqualTo(anomaly.getAnomalyId());
  }

  @Test
  void shouldPromoteWhatStoodItsTrialAndRollBack() throws Exception {
    // Given
    Releases releases = new Releases("good");
    console.tryBy(
        (champion, challenger, progress) ->
            new Result(false, List.of(), List.of(champion.getRelease(), challenger.getRelease())));

    // When
    int status = promote("challenger", false).statusCode();

    // Then
    assertThat(status).isEqualTo(202);
    JsonNode promotion = awaitPromotion("promoted");
    assertThat(promotion.get("lines").toString())
        .isEqualTo("[\"%s\",\"%s\"]".formatted(releases.champion, releases.challenger));
    assertThat(releases.now()).isEqualTo(releases.challenger);

    // When
    console.post("/api/v1/models/rollback", "{}");

    // Then
    assertThat(releases.now()).isEqualTo(releases.champion);
  }

  @Test
  void shouldPromoteWhatIsWorseOnlyByForce() throws Exception {
    // Given
    Releases releases = new Releases("worse");
    console.tryBy(
        (champion, challenger, progress) ->
            new Result(true, List.of("it raises false alarms"), List.of()));

    // When
    promote(releases.challenger, false);

    // Then
    assertThat(awaitPromotion("refused").get("reasons").toString())
        .isEqualTo("[\"it raises false alarms\"]");
    assertThat(releases.now()).isEqualTo(releases.champion);

    // When
    int forced = promote(releases.challenger, true).statusCode();

    // Then
    assertThat(forced).isEqualTo(200);
    assertThat(releases.now()).isEqualTo(releases.challenger);
  }

  @Test
  void shouldTryOneReleaseAtATimeAndOnlyAgainstTheChampionOfTheDay() throws Exception {
    // Given
    Releases releases = new Releases("slow");
    CountDownLatch isDone = new CountDownLatch(1);
    console.tryBy(
        (champion, challenger, progress) -> {
          progress.accept(0.5);
          if (!isDone.await(20, TimeUnit.SECONDS)) {
            throw new IOException("nobody ended it");
          }
          return new Result(false, List.of(), List.of());
        });
    promote(releases.challenger, false);
    await().atMost(PATIENCE).until(() -> awaitPromotion("trying").get("done").asDouble() == 0.5);

    // When
    HttpResponse<String> second = promote(releases.challenger, false);
    promote(releases.other, true);
    isDone.countDown();

    // Then
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(awaitPromotion("failed").get("reasons").toString())
        .contains("the champion changed meanwhile");
    assertThat(releases.now()).isEqualTo(releases.other);
  }

  @Test
  void shouldSayWhyATrialFailed() throws Exception {
    // Given
    Releases releases = new Releases("failing");
    console.tryBy(
        (champion, challenger, progress) -> {
          throw new OutOfMemoryError("of a test");
        });

    // When
    promote(releases.challenger, false);

    // Then
    assertThat(awaitPromotion("failed").get("reasons").toString()).contains("the log says why");
    assertThat(releases.now()).isEqualTo(releases.champion);
  }

  /** A champion, a challenger and another one, of names that no other test has. */
  private static final class Releases {

    private final ModelReleases releases = new ModelReleases(console.clientSettings(), PATIENCE);
    private final String champion;
    private final String challenger;
    private final String other;

    Releases(String name) throws Exception {
      champion = publish(name + "-champion", ReleaseCatalog.CHAMPION);
      challenger = publish(name + "-challenger", ReleaseCatalog.CHALLENGER);
      other = publish(name + "-other", null);
    }

    private String publish(String name, String alias) throws Exception {
      return releases
          .publish(name.getBytes(StandardCharsets.UTF_8), "{}", name, "anna", alias)
          .getRelease();
    }

    String now() throws Exception {
      return releases.catalog().of(ReleaseCatalog.CHAMPION).orElseThrow().getRelease();
    }
  }

  private static HttpResponse<String> promote(String release, boolean force) throws Exception {
    return console.post(
        "/api/v1/models/promote", "{\"release\": \"%s\", \"force\": %s}".formatted(release, force));
  }

  private static JsonNode awaitPromotion(String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> console.get("/api/v1/models").get("promotion"),
            promotion -> promotion.path("state").asText().equals(state));
  }

  @Test
  void shouldRefuseAWriteThatAnotherSiteMakesABrowserSend() throws Exception {
    // Given
    String token = console.get("/api/v1/session").get("csrfToken").asText();
    String body = "{\"machine\": \"fan-mute\"}";

    // When
    int fromAnotherSite =
        console
            .send(
                console
                    .request("/api/v1/machine/mute")
                    .header("Origin", "http://evil.example")
                    .header("X-CSRF-Token", token)
                    .POST(BodyPublishers.ofString(body))
                    .build())
            .statusCode();
    int withoutToken =
        console
            .send(
                console
                    .request("/api/v1/machine/mute")
                    .header("Origin", console.url())
                    .POST(BodyPublishers.ofString(body))
                    .build())
            .statusCode();

    // Then
    assertThat(fromAnotherSite).isEqualTo(403);
    assertThat(withoutToken).isEqualTo(403);
  }

  @Test
  void shouldAnswerWhatIsWrongInOneLine() throws Exception {
    // When / Then
    assertThat(console.get("/api/v1/machine?machine=nobody").get("error").asText())
        .isEqualTo("nothing is known of machine nobody");
    assertThat(console.get("/api/v1/machine").get("error").asText())
        .isEqualTo("the parameter machine is missing");
    assertThat(
            console
                .get("/api/v1/machine/history?machine=%s&from=noon".formatted(encoded("fan-x")))
                .get("error")
                .asText())
        .contains("fan-x");
    assertThat(
            RunningConsole.json(
                    console
                        .post("/api/v1/machine/mute", "{\"machine\": \"fan-0\", \"for\": 1}")
                        .body())
                .get("error")
                .asText())
        .startsWith("the body is not the JSON expected");
  }

  @Test
  void shouldPublishTheMetricsThatItsPageInTheDocsLists() throws Exception {
    // Given
    List<String> listed =
        Files.readAllLines(Path.of("..", "..", "docs", "console.md")).stream()
            .filter(line -> line.startsWith("| `auscult_"))
            .map(line -> line.split("`", -1)[1])
            .sorted()
            .toList();

    // When
    String scrape = console.send(console.request("/metrics").build()).body();

    // Then
    List<String> published =
        scrape
            .lines()
            .filter(line -> line.startsWith("# TYPE auscult_"))
            .map(line -> line.split(" ", -1)[2])
            .sorted()
            .toList();
    assertThat(published).isEqualTo(listed);
  }

  @Test
  void shouldDescribeEveryOperationThatThePageUses() throws Exception {
    // Given
    JsonNode paths = console.get("/api/v1/openapi.json").get("paths");

    // When / Then
    assertThat(paths.has("/api/v1/fleet")).isTrue();
    assertThat(paths.has("/api/v1/events")).isTrue();
    assertThat(paths.get("/api/v1/anomalies/{id}/audio.wav").get("get").get("responses").toString())
        .contains("audio/wav");
    assertThat(
            console
                .get("/api/v1/openapi.json")
                .at("/components/schemas/Tile/properties/state/type")
                .asText())
        .isEqualTo("string");
  }
}
