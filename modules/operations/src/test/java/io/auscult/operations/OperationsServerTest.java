/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OperationsServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Probe UP = new Probe(null, details());

  private static final FakeProbes probes = new FakeProbes();
  private static final HttpClient client = HttpClient.newHttpClient();
  private static volatile String metrics = "";
  private static OperationsServer server;

  @BeforeAll
  static void start() throws Exception {
    server = OperationsServer.start(loopback(0), probes, () -> metrics);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void reset() {
    probes.live = UP;
    probes.ready = UP;
    probes.failure = null;
    metrics = "auscult_chunks_total 7\n";
  }

  @Test
  void shouldAnswerThatAllIsWellInTheOrderOfTheDetails() throws Exception {
    HttpResponse<String> answer = get("/health/ready");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).toString())
        .isEqualTo("{\"status\":\"UP\",\"state\":\"RUNNING\",\"model\":\"v1\",\"why\":null}");
  }

  @Test
  void shouldSayWhyItIsNotReadyThoughLive() throws Exception {
    probes.ready = new Probe("no model is loaded", Collections.singletonMap("model", null));

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).toString())
        .isEqualTo("{\"status\":\"DOWN\",\"model\":null,\"why\":\"no model is loaded\"}");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
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
    probes.live = new Probe("it has failed", Map.of());

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
    probes.failure = new IllegalStateException("secret");

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
    assertThatThrownBy(() -> OperationsServer.start(loopback(server.port()), probes, () -> ""))
        .isInstanceOf(CannotListenException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("--http-port")
        .message()
        .hasLineCount(1);
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> loopback(65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--http-port must be 0 to 65535, is 65536");
  }

  @Test
  void shouldListenOnlyOnTheAddressItWasGiven() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertThat(socket.isConnected()).isTrue();
    }
    // All of 127/8 is this host: what listens on every address listens there too.
    assertThatThrownBy(() -> new Socket("127.0.0.2", server.port()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void shouldStopThoughAClientHoldsItsConnectionAndGiveThePortBack() throws Exception {
    OperationsServer first = OperationsServer.start(loopback(0), probes, () -> metrics);
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      idle.getOutputStream().write("GET /metr".getBytes(US_ASCII));
      int port = first.port();

      long before = System.nanoTime();
      first.close();
      first.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      OperationsServer.start(loopback(port), probes, () -> metrics).close();
    }
  }

  private static ListenAddress loopback(int port) {
    return new ListenAddress(InetAddress.getLoopbackAddress(), port, "--http-port");
  }

  private static Map<String, @Nullable Object> details() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("state", "RUNNING");
    details.put("model", "v1");
    return details;
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

  private static final class FakeProbes implements Probes {

    private volatile Probe live = UP;
    private volatile Probe ready = UP;
    private volatile @Nullable RuntimeException failure;

    @Override
    public Probe live() {
      if (failure != null) {
        throw failure;
      }
      return live;
    }

    @Override
    public Probe ready() {
      return ready;
    }
  }
}
