/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OperationsServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final FakeStatus status = new FakeStatus();
  private static final HttpClient client = HttpClient.newHttpClient();
  private static volatile String metrics = "";
  private static OperationsServer server;

  @BeforeAll
  static void start() throws Exception {
    server = OperationsServer.start(0, status, () -> metrics);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void reset() {
    status.state = State.RUNNING;
    status.model = "v1";
    status.failure = null;
    metrics = "auscult_chunks_total 7\n";
  }

  @Test
  void shouldBeReadyWhenRunningWithAModel() throws Exception {
    HttpResponse<String> answer = get("/health/ready");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"status": "UP", "state": "RUNNING", "model": "v1", "why": null}
                    """));
  }

  @Test
  void shouldNotBeReadyWhileRebalancingButLive() throws Exception {
    status.state = State.REBALANCING;

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).get("status").asText()).isEqualTo("DOWN");
    assertThat(json(ready).get("state").asText()).isEqualTo("REBALANCING");
    assertThat(json(ready).get("why").asText()).contains("assigned");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNotBeReadyWithoutAModel() throws Exception {
    status.model = null;

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).get("why").asText()).isEqualTo("no model is loaded");
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED, 200",
    "REBALANCING, 200",
    "RUNNING, 200",
    "PENDING_ERROR, 503",
    "ERROR, 503",
    "NOT_RUNNING, 503"
  })
  void shouldBeLiveWhileThePipelineCanRecoverByItself(State state, int code) throws Exception {
    status.state = state;

    assertThat(get("/health/live").statusCode()).isEqualTo(code);
  }

  @Test
  void shouldServeTheMetricsAsTheyAreNow() throws Exception {
    get("/metrics");
    metrics = "auscult_chunks_total 8\n";

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(answer.body()).isEqualTo("auscult_chunks_total 8\n");
  }

  @Test
  void shouldAnswerHeadAsGetWithoutABody() throws Exception {
    status.state = State.ERROR;

    HttpResponse<String> live = send("HEAD", "/health/live");
    HttpResponse<String> scrape = send("HEAD", "/metrics");

    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(live.body()).isEmpty();
    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/health", "/metrics2", "/..%2f..%2fetc/passwd"})
  void shouldAnswerInJsonWhatItDoesNotHave(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).get("error").asText()).contains("/health/ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FROBNICATE"})
  void shouldTakeOnlyGetAndHead(String method) throws Exception {
    HttpResponse<String> answer = send(method, "/health/live");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(json(answer).get("error").asText()).isEqualTo("only GET and HEAD");
  }

  @Test
  void shouldNotShowItsInsidesWhenItFails() throws Exception {
    Configurator.setLevel(OperationsServer.class, Level.OFF); // its log does
    status.failure = new IllegalStateException("secret");

    HttpResponse<String> answer = get("/health/live");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(json(answer).get("error").asText()).contains("log");
    assertThat(answer.body()).doesNotContain("secret", "Exception", "at io.auscult");
  }

  @Test
  void shouldNotShowItsInsidesToWhoSpeaksNoHttp() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write("GET /health\u0001 NOTHING/9\r\n\r\n".getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("\tat ", "Exception", "Jetty");
    }
  }

  @Test
  void shouldNameTheSettingWhenThePortIsInUse() {
    assertThatThrownBy(() -> OperationsServer.start(server.port(), status, () -> ""))
        .isInstanceOf(CannotListenException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("--http-port")
        .message()
        .hasLineCount(1);
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> OperationsServer.start(65_536, status, () -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--http-port must be 0 to 65535, is 65536");
  }

  @Test
  void shouldListenOnTheLoopbackAddressUnlessToldOtherwise() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertThat(socket.isConnected()).isTrue();
    }
    // All of 127/8 is this host: what listens on every address listens there too.
    assertThatThrownBy(() -> new Socket("127.0.0.2", server.port()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldStopThoughAClientHoldsItsConnectionAndGiveThePortBack() throws Exception {
    OperationsServer first = OperationsServer.start(0, status, () -> metrics);
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      idle.getOutputStream().write("GET /metr".getBytes(US_ASCII));
      int port = first.port();

      long before = System.nanoTime();
      first.close();
      first.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      OperationsServer.start(port, status, () -> metrics).close();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  private static final class FakeStatus implements PipelineStatus {

    private volatile State state = State.CREATED;
    private volatile @Nullable String model;
    private volatile @Nullable RuntimeException failure;

    @Override
    public State state() {
      if (failure != null) {
        throw failure;
      }
      return state;
    }

    @Override
    public @Nullable String modelVersion() {
      return model;
    }
  }
}
