/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.audio.WavWriter;
import io.auscult.contracts.Clip;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each part of Auscult as a process, with the rights of the table in {@code docs/security.md} and
 * no other. The second test works on the sound that the first has left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeastRightsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration FAILS_WITHIN = Duration.ofMinutes(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final String PASSWORD = "Kafka-pass-5f1c9e1a7d";
  private static final String TOKEN = "console-token-77c1e0b2a9d4";
  private static final List<SimulatedMachine> MACHINES = Plant.of(2).machines();
  private static final SimulatedMachine FAN = MACHINES.get(0);
  private static final int RATE = MachineSound.SAMPLE_RATE;
  private static final int AT_ONCE = 3;
  private static final int ATTEMPTS = 3;
  private static final Set<String> READ_BY_THE_CURATOR =
      Set.of("auscult.scores", "auscult.anomalies", "auscult.health");
  private static final AtomicInteger RUNS = new AtomicInteger();

  @TempDir static Path folder;
  private static SecuredKafka kafka;
  private static Path model;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    kafka = SecuredKafka.start(folder, PASSWORD, "gateway");
    model = folder.resolve("model.zip");
    for (String part : List.of("pipeline", "trainer", "viewer", "operator", "notifier", "topics")) {
      kafka.user(part, Right.of(part));
    }
    kafka.allow("User:CN=gateway", Right.of("gateway"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  @Order(1)
  void shouldDoAllItsWorkWithTheRightsOfTheTable() throws Exception {
    // Given
    succeed("topics", "topics", "create");
    keepNormalSound();
    ConcurrentLinkedQueue<String> notices = new ConcurrentLinkedQueue<>();
    HttpServer receiver = receiver(notices);
    try (AuscultProcess pipeline = pipeline("pipeline", "auscult-pipeline");
        AuscultProcess notifier = notifier("notifier", receiver.getAddress().getPort());
        AuscultProcess console = console()) {

      // When: a model is trained, published and promoted
      succeed(
          "trainer",
          "train",
          "--from-kafka",
          "--since",
          "2d",
          "--epochs",
          "2",
          "--window",
          "64",
          "--false-alarms-per-week",
          "50");
      succeed("operator", "model", "promote", "challenger");
      succeed("viewer", "model", "fetch", "champion", "--out", model.toString());
      pipeline.awaitErrors("listening with model");

      // When: a gateway with a certificate hears a fan that breaks and is repaired
      Path recordings = Files.createDirectories(folder.resolve("recordings"));
      record(recordings.resolve("1.wav"), Instant.now().minusSeconds(200), 40);
      try (AuscultProcess gateway = gateway("gateway", kafka.certified("gateway"), recordings)) {

        // Then: the notifier tells of it, and the curator keeps its sound
        await("opened")
            .atMost(PATIENCE)
            .until(() -> notices.stream().anyMatch(n -> n.contains("anomaly.opened")));
        await("closed")
            .atMost(PATIENCE)
            .until(() -> notices.stream().anyMatch(n -> n.contains("anomaly.closed")));
        await("clip").atMost(PATIENCE).until(() -> count(Topics.CLIPS) > 0);

        // Then: the console shows it, and keeps what a person says of it
        JsonNode anomaly = anomaly(console.port());
        assertThat(anomaly.get("machine").asText()).isEqualTo(FAN.id());
        assertThat(label(console.port(), anomaly.get("anomaly").asText())).isBetween(200, 299);
        await("label").atMost(PATIENCE).until(() -> count(Topics.LABELS) == 1);

        // Then: what is no sound goes to the dead letters, and a gap is told of
        record(recordings.resolve("2.wav"), Instant.now().minusSeconds(20), 0);
        await("gap")
            .atMost(PATIENCE)
            .until(() -> notices.stream().anyMatch(n -> n.contains("GAP")));
        spoil();
        await("dead letter").atMost(PATIENCE).until(() -> count(Topics.DEAD_LETTERS) == 1);
        assertThat(gateway.errors()).doesNotContain("has no", "\tat ");
      }
      for (AuscultProcess each : List.of(pipeline, notifier, console)) {
        assertThat(each.isAlive()).as(each.errors()).isTrue();
        assertThat(each.errors()).doesNotContain("has no", "\tat ");
      }
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  @Order(2)
  void shouldNameEachRightThatIsMissing() throws Exception {
    // Given
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<String>> faults = new ArrayList<>();

    // When
    for (Right right : Right.all()) {
      faults.add(threads.submit(() -> faultWithout(right)));
    }

    // Then
    List<String> told = new ArrayList<>();
    for (Future<String> fault : faults) {
      told.add(fault.get());
    }
    threads.shutdown();
    assertThat(String.join("", told)).isEmpty();
  }

  @Test
  @Order(3)
  void shouldShowTheLinesThatGrantTheRightsOfTheTable() throws Exception {
    assertThat(Right.commandsOfThePage())
        .containsExactlyElementsOf(Right.all().stream().map(Right::command).toList());
  }

  /** What is wrong with how a part fails without a right; empty if it fails as it should. */
  private static String faultWithout(Right right) throws Exception {
    for (int attempt = 1; ; attempt++) {
      String fault = tryWithout(right);
      if (attempt == ATTEMPTS || !fault.contains("No Kafka broker answered")) {
        return fault;
      }
    }
  }

  private static String tryWithout(Right right) throws Exception {
    String user = right.part() + "-" + RUNS.incrementAndGet();
    kafka.user(user, Right.of(right.part()).stream().filter(each -> !each.equals(right)).toList());
    try (AuscultProcess process = doWork(user, right)) {
      Pattern expected = Pattern.compile(expected(right));
      boolean unused = process.endsOrSays(expected, FAILS_WITHIN);
      String errors = process.errors();
      if (!expected.matcher(errors).find()) {
        return "%n%s: no line '%s' in:%n%s".formatted(right, expected, errors);
      }
      if (errors.contains("\tat ")) {
        return "%n%s: a stack trace:%n%s".formatted(right, errors);
      }
      if (!goesOn(right) && process.exitCode() != 1) {
        return "%n%s: exit code %d".formatted(right, process.exitCode());
      }
      return "";
    }
  }

  /** Parts that others rely on wait until they may; they are not to be started anew. */
  private static boolean goesOn(Right right) {
    return switch (right.part()) {
      case "gateway", "notifier" -> true;
      case "trainer" -> isWatching(right);
      case "pipeline" -> READ_BY_THE_CURATOR.contains(right.name()) && isRead(right);
      default -> false;
    };
  }

  private static String expected(Right right) {
    String kind =
        switch (right.resource()) {
          case TOPIC -> "topic";
          case GROUP -> "consumer group";
          default -> "transactional id";
        };
    if (right.part().equals("gateway")) {
      return "does not let this gateway write to " + right.name();
    }
    String operation =
        right.operation().equals("Read") || right.operation().equals("Write")
            ? "(%s|DESCRIBE)".formatted(right.operationName())
            : right.operationName();
    String name = Pattern.quote(right.name());
    return "(this user has no %s on the %s %s|refused to [a-z ]+ %s\\S*: this user has no %s[^\n]* on that topic)"
        .formatted(operation, kind, name, name, operation);
  }

  /**
   * Only a trainer that goes on for ever looks for drift, and makes sure that it is the only one.
   */
  private static boolean isWatching(Right right) {
    return right.name().equals("auscult.health") || right.resource() == ResourceType.GROUP;
  }

  private static boolean isRead(Right right) {
    return right.resource() == ResourceType.TOPIC && right.operation().equals("Read");
  }

  /** Something that takes the right. */
  private static AuscultProcess doWork(String user, Right right) throws Exception {
    return switch (right.part()) {
      case "gateway" -> {
        Path recordings = Files.createDirectories(folder.resolve("recordings-" + user));
        record(recordings.resolve("1.wav"), Instant.now(), 0);
        yield gateway(user, kafka.client(user), recordings);
      }
      case "notifier" -> notifier(user, 1);
      // What has changelogs already has to read them; all others begin with the first sound.
      case "pipeline" ->
          pipeline(
              user,
              isRead(right) && right.name().equals("auscult-pipeline")
                  ? "auscult-pipeline"
                  : "auscult-" + user);
      case "trainer" ->
          right.operation().equals("Write")
              ? auscult(user, "model", "publish", model.toString(), "--as", "challenger")
              : isWatching(right)
                  ? auscult(user, "train", "--from-kafka", "--watch", "--every", "1s")
                  : auscult(user, "train", "--from-kafka", "--since", "1h", "--no-publish");
      case "viewer" -> auscult(user, "console", "--read-only", "--http-port", "0");
      case "operator" ->
          switch (right.name()) {
            case "auscult.machines" -> auscult(user, "machines", "mute", "fan-0", "--for", "1h");
            case "auscult.labels" ->
                auscult(
                    user,
                    "label",
                    "--machine",
                    "fan-0",
                    "--from",
                    "2026-11-25T06:00Z",
                    "--until",
                    "2026-11-25T07:00Z",
                    "normal");
            default -> auscult(user, "model", "promote", "champion", "--force");
          };
      case "topics" ->
          right.operation().equals("Create")
              ? auscult(user, "topics", "create", "--audio-topic", "auscult.audio.site-a")
              : auscult(user, "topics", "check");
      default -> throw new IllegalArgumentException("nobody knows how to be a " + right.part());
    };
  }

  private static void succeed(String user, String... arguments) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try (AuscultProcess process = auscult(user, arguments)) {
        int exitCode = process.exitCode();
        if (exitCode != 0 && attempt < ATTEMPTS && isLate(process)) {
          continue;
        }
        assertThat(exitCode).as(process.errors()).isZero();
        return;
      }
    }
  }

  /** Whether the broker did not answer: on a machine with much else to do it takes its time. */
  private static boolean isLate(AuscultProcess process) {
    return process.errors().contains("No Kafka broker answered");
  }

  private static AuscultProcess auscult(String user, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", kafka.config(user, kafka.client(user)).toString()));
    return AuscultProcess.start(folder, user + "-" + RUNS.incrementAndGet(), Map.of(), all);
  }

  private static AuscultProcess pipeline(String user, String applicationId) throws Exception {
    return auscult(
        user,
        "pipeline",
        "--application-id",
        applicationId,
        "--state-folder",
        "state-" + user,
        "--instance-id",
        user,
        "--alarm-open",
        "1",
        "--alarm-of",
        "1",
        "--http-port",
        "0");
  }

  private static AuscultProcess console() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "anna:operator:" + TOKEN + "\n");
    return auscult("operator", "console", "--http-port", "0", "--token-file", tokens.toString());
  }

  private static AuscultProcess notifier(String user, int port) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve(user + ".yaml"),
            """
            name: %s
            kafka: %s
            http: {port: 0}
            sinks:
              - {name: %s, webhook: {url: 'http://127.0.0.1:%d/'}}
            """
                .formatted(user, SecuredKafka.yaml(kafka.client(user), true), user, port));
    return AuscultProcess.start(
        folder, user, Map.of(), List.of("notifier", "--config", config.toString()));
  }

  private static AuscultProcess gateway(String user, Map<String, String> client, Path recordings)
      throws Exception {
    Path config =
        Files.writeString(
            folder.resolve(user + ".yaml"),
            """
            name: %s
            kafka: %s
            spool: {folder: 'spool-%s'}
            http: {port: 0}
            sources:
              - {name: recorder, file: {path: '%s', play: WATCH}, machine: '%s'}
              - {name: nowhere, file: {path: 'none', play: WATCH}, machine: press-9}
            """
                .formatted(user, SecuredKafka.yaml(client, true), user, recordings, FAN.id()));
    return AuscultProcess.start(
        folder, user, Map.of(), List.of("gateway", "--config", config.toString()));
  }

  /** Healthy, grinding for so many seconds, healthy again. */
  private static void record(Path file, Instant end, int brokenSeconds) throws Exception {
    MachineSound sound = FAN.start(99);
    float[] samples = new float[(40 + brokenSeconds + 60) * RATE];
    sound.render(samples, 0, 40 * RATE);
    Random grinding = new Random(1);
    for (int i = 40 * RATE; i < (40 + brokenSeconds) * RATE; i++) {
      samples[i] = (float) (0.2 * grinding.nextGaussian());
    }
    sound.render(samples, (40 + brokenSeconds) * RATE, 60 * RATE);
    Path elsewhere = folder.resolve(file.getParent().getFileName() + ".part");
    WavWriter.write(elsewhere, RATE, samples);
    Files.setLastModifiedTime(elsewhere, FileTime.from(end));
    Files.move(elsewhere, file);
  }

  /** As the curator would have within some days. */
  private static void keepNormalSound() throws Exception {
    Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(20));
    try (KafkaProducer<String, byte[]> producer = producer()) {
      for (SimulatedMachine machine : MACHINES) {
        for (int i = 0; i < 18; i++) {
          float[] samples = new float[20 * RATE];
          machine.start(i).render(samples, 0, samples.length);
          Clip clip =
              Clip.newBuilder()
                  .setMachineId(machine.id())
                  .setSensorId(machine.id())
                  .setCapturedAt(begin.plus(Duration.ofHours(i)))
                  .setSampleRate(RATE)
                  .setSampleCount(samples.length)
                  .setFlac(
                      Flac.encode(new PcmFormat(RATE, 1), Pcm16.encode(samples, 0, samples.length)))
                  .build();
          byte[] value =
              Topics.NORMALS.values().serializer().serialize(Topics.NORMALS.name(), clip);
          producer.send(new ProducerRecord<>(Topics.NORMALS.name(), machine.id(), value)).get();
        }
      }
    }
  }

  private static void spoil() throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(Topics.AUDIO.name(), FAN.id(), new byte[] {1, 2})).get();
    }
  }

  private static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        kafka.everything(), new StringSerializer(), new ByteArraySerializer());
  }

  private static int count(TopicDefinition<?> topic) throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (TopicContents contents = TopicContents.open(kafka.everything(), topic, ANSWER_WITHIN)) {
      contents.forEach(Instant.MIN, record -> count.incrementAndGet());
    }
    return count.get();
  }

  private static HttpServer receiver(ConcurrentLinkedQueue<String> notices) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          notices.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private JsonNode anomaly(int port) throws Exception {
    JsonNode[] first = {null};
    await("anomaly on the console")
        .atMost(PATIENCE)
        .until(
            () -> {
              HttpResponse<String> answer = send(request(port, "/api/v1/anomalies").GET());
              JsonNode anomalies = new ObjectMapper().readTree(answer.body());
              first[0] = anomalies.path("anomalies").get(0);
              return first[0] != null;
            });
    return first[0];
  }

  private int label(int port, String anomaly) throws Exception {
    return send(request(port, "/api/v1/anomalies/%s/label".formatted(anomaly))
            .POST(HttpRequest.BodyPublishers.ofString("{\"verdict\": \"real\"}")))
        .statusCode();
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
        .timeout(ANSWER_WITHIN)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + TOKEN);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
