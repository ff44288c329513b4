/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every part with secrets that cannot be taken for anything else, at the debug level of our own log
 * and of Kafka's, with connections that fail: no secret is in what it writes or answers.
 */
class SecretsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Random RANDOM = new Random(20261201);
  private static final Map<String, String> SECRETS = new LinkedHashMap<>();
  private static final String PASSWORD = secret("user and store password");
  private static final String WRONG_PASSWORD = secret("wrong password");
  private static final String BROKEN_JAAS = secret("password in broken JAAS");
  private static final String TOKEN = secret("console token");
  private static final String OTHER_TOKEN = secret("unknown token");
  private static final String KEY_STORE = secret("console keystore");
  private static final String SIGNING = secret("webhook signature");
  private static final String BEARER = secret("webhook header");
  private static final String MQTT = secret("MQTT password");
  private static final String CAMERA = secret("camera password");

  @TempDir static Path folder;
  private static SecuredKafka kafka;

  private final List<AuscultProcess> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final StringBuilder answers = new StringBuilder();

  private static String secret(String what) {
    String secret = "S3cret" + Long.toHexString(RANDOM.nextLong() | Long.MIN_VALUE);
    SECRETS.put(what, secret);
    return secret;
  }

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration status="WARN">
          <Appenders>
            <Console name="text" target="SYSTEM_ERR">
              <PatternLayout pattern="%d %-5p %c %m%n%throwable"/>
            </Console>
          </Appenders>
          <Loggers>
            <Logger name="io.auscult" level="trace"/>
            <Logger name="auscult.audit" level="trace"/>
            <Logger name="org.apache.kafka" level="debug"/>
            <Logger name="com.hivemq" level="trace"/>
            <Root level="info"><AppenderRef ref="text"/></Root>
          </Loggers>
        </Configuration>
        """);
    kafka = SecuredKafka.start(folder, PASSWORD, "gateway");
    for (String part : List.of("pipeline", "trainer", "operator", "notifier", "topics")) {
      kafka.user(part, Right.of(part));
    }
    kafka.allow("User:CN=gateway", Right.of("gateway"));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @AfterEach
  void end() throws Exception {
    for (AuscultProcess process : processes) {
      process.close();
    }
  }

  @Test
  void shouldKeepSecretsOfTheGateway() throws Exception {
    // Given
    Path arguments =
        Files.writeString(
            folder.resolve("camera"), "-i\nrtsp://anna:%s@127.0.0.1:1/hall\n".formatted(CAMERA));
    String sources =
        """
          - {name: simulation, simulated: {type: FAN, id: 0}, machine: fan-0}
          - {name: camera, ffmpeg: {argumentsFile: '%s', rate: 16000}, machine: saw-3}
        """
            .formatted(arguments);

    // When
    AuscultProcess known = gateway("known", kafka.certified("gateway"), sources);
    AuscultProcess unknown =
        gateway("unknown", kafka.clientWithPassword("pipeline", WRONG_PASSWORD), sources);
    unknown.awaitErrors("does not know this gateway");
    unknown.awaitErrors("subject=camera");
    known.awaitErrors("subject=camera");

    // Then
    for (AuscultProcess gateway : List.of(known, unknown)) {
      ask("http://127.0.0.1:%d/health/live".formatted(gateway.port()));
      ask("http://127.0.0.1:%d/health/ready".formatted(gateway.port()));
      ask("http://127.0.0.1:%d/metrics".formatted(gateway.port()));
    }
    requireNoSecret();
  }

  @Test
  void shouldKeepSecretsOfCommands() throws Exception {
    // Given
    Map<String, String> broken = new LinkedHashMap<>(kafka.client("pipeline"));
    Files.writeString(
        folder.resolve("broken"),
        "org.apache.kafka.common.security.scram.ScramLoginModule required password=" + BROKEN_JAAS);
    broken.put("sasl.jaas.config", "${directory:%s:broken}".formatted(folder));
    Map<String, String> wrong = kafka.clientWithPassword("pipeline", WRONG_PASSWORD);

    // When
    command("create", kafka.client("topics"), "topics", "create");
    command("broken", broken, "topics", "check");
    command("wrong", wrong, "train", "--from-kafka");
    command("label", kafka.client("trainer"), "label", "nothing", "real");
    AuscultProcess pipeline =
        run("waiting", kafka.client("pipeline"), "pipeline", "--http-port", "0");
    pipeline.awaitErrors("waiting: there is no champion");
    ask("http://127.0.0.1:%d/health/ready".formatted(pipeline.port()));
    ask("http://127.0.0.1:%d/metrics".formatted(pipeline.port()));

    // Then
    requireNoSecret();
  }

  @Test
  void shouldKeepSecretsOfTheConsole() throws Exception {
    // Given
    Path tokens =
        Files.writeString(
            folder.resolve("tokens"), "anna:operator:%s\nbad line\n".formatted(TOKEN));
    command("tokens", kafka.client("operator"), "console", "--token-file", tokens.toString());
    Files.writeString(tokens, "anna:operator:%s\n".formatted(TOKEN));
    Path password = Files.writeString(folder.resolve("keystore-password"), KEY_STORE);
    command("create-2", kafka.client("topics"), "topics", "create");
    command(
        "keystore",
        kafka.client("operator"),
        "console",
        "--token-file",
        tokens.toString(),
        "--tls-keystore",
        folder.resolve("stores/broker.p12").toString(),
        "--tls-password-file",
        password.toString());

    // When
    AuscultProcess console =
        run(
            "console",
            kafka.client("operator"),
            "console",
            "--http-port",
            "0",
            "--token-file",
            tokens.toString());
    int port = console.port();
    for (String token : List.of(TOKEN, OTHER_TOKEN)) {
      ask(
          HttpRequest.newBuilder(URI.create("http://localhost:%d/api/v1/session".formatted(port)))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"%s\"}".formatted(token))));
      for (String path : List.of("/api/v1/fleet", "/api/v1/models", "/api/v1/session")) {
        ask(
            HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                .header("Authorization", "Bearer " + token));
      }
      ask(
          HttpRequest.newBuilder(
                  URI.create(
                      "http://localhost:%d/api/v1/machine/mute?machine=fan-0".formatted(port)))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"until\": null}")));
    }
    for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
      ask("http://localhost:%d%s".formatted(port, path));
    }
    console.awaitErrors("auscult.audit");

    // Then
    requireNoSecret();
  }

  @Test
  void shouldKeepSecretsOfTheNotifier() throws Exception {
    // Given
    try (ServerSocket closes = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> closeEach(closes), "closes");
      server.setDaemon(true);
      server.start();
      Files.writeString(folder.resolve("signing"), SIGNING);
      Files.writeString(folder.resolve("bearer"), "Bearer " + BEARER);
      Files.writeString(folder.resolve("mqtt"), MQTT);
      command("create-3", kafka.client("topics"), "topics", "create");
      Path config =
          Files.writeString(
              folder.resolve("notifier.yaml"),
              """
              name: notifier
              kafka: %s
              http: {port: 0}
              sinks:
                - name: web
                  webhook: {url: 'http://127.0.0.1:%d/', secretFile: '%s', headers: {Authorization: '%s'}}
                - name: scada
                  mqtt: {url: 'mqtt://127.0.0.1:%d', user: auscult, passwordFile: '%s'}
              """
                  .formatted(
                      SecuredKafka.yaml(kafka.client("notifier"), true),
                      closes.getLocalPort(),
                      folder.resolve("signing"),
                      folder.resolve("bearer"),
                      closes.getLocalPort(),
                      folder.resolve("mqtt")));

      // When
      AuscultProcess check = started("check", "notifier", "--config", config.toString(), "--check");
      assertThat(check.exitCode()).isEqualTo(1);
      assertThat(check.errors()).contains("FAIL  sink web", "FAIL  sink scada");
      AuscultProcess notifier = started("notifier", "notifier", "--config", config.toString());
      int port = notifier.port();
      await()
          .atMost(PATIENCE)
          .until(() -> ask("http://127.0.0.1:%d/health/ready".formatted(port)).contains("DOWN"));
      ask("http://127.0.0.1:%d/metrics".formatted(port));
    }

    // Then
    requireNoSecret();
  }

  private static void closeEach(ServerSocket socket) {
    try {
      while (true) {
        socket.accept().close();
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  private void requireNoSecret() {
    for (AuscultProcess process : processes) {
      answers.append(process.out()).append(process.errors());
    }
    String all = answers.toString();
    assertThat(all).contains("DEBUG");
    SECRETS.forEach(
        (what, secret) ->
            assertThat(all.contains(secret) || all.contains(base64(secret)))
                .as("%s is told: %s", what, around(all, secret))
                .isFalse());
  }

  private static String base64(String secret) {
    return Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8));
  }

  private static String around(String all, String secret) {
    int at = all.indexOf(secret);
    return at < 0 ? "" : all.substring(Math.max(0, at - 300), at);
  }

  private String ask(String url) throws Exception {
    return ask(HttpRequest.newBuilder(URI.create(url)));
  }

  private String ask(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        http.send(
            request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    answers.append(answer.headers().map()).append(answer.body());
    return answer.body();
  }

  private AuscultProcess gateway(String name, Map<String, String> client, String sources)
      throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("gateway-" + name + ".yaml"),
            """
            name: %s
            kafka: %s
            spool: {folder: 'spool-%s'}
            http: {port: 0}
            sources:
            %s"""
                .formatted(name, SecuredKafka.yaml(client, true), name, sources));
    return started("gateway-" + name, "gateway", "--config", config.toString());
  }

  private void command(String name, Map<String, String> client, String... arguments)
      throws Exception {
    run(name, client, arguments).exitCode();
  }

  private AuscultProcess run(String name, Map<String, String> client, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", kafka.config(name, client).toString()));
    return started(name, all.toArray(String[]::new));
  }

  private AuscultProcess started(String name, String... arguments) throws Exception {
    AuscultProcess process =
        AuscultProcess.start(
            folder,
            name,
            Map.of("AUSCULT_DEBUG", "1"),
            List.of("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.xml")),
            List.of(arguments));
    processes.add(process);
    return process;
  }
}
