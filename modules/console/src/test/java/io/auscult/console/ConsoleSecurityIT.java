/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;
import static org.awaitility.Awaitility.await;

import io.auscult.console.security.Access;
import io.auscult.console.state.Windows;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.Topics;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console that others can reach: tokens and TLS. */
class ConsoleSecurityIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String OPERATOR = "operator-token-0123456789";
  private static final String VIEWER = "viewer-token-0123456789";
  private static final String PASSWORD = "keystore-password";
  private static final String MUTE = "{\"machine\": \"fan-0\", \"forSeconds\": 60}";

  @TempDir private static Path folder;
  private static RunningConsole console;
  private static HttpClient http;

  @BeforeAll
  static void start() throws Exception {
    Path keystore = folder.resolve("console.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "console",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    Path tokens =
        Files.writeString(
            folder.resolve("tokens"),
            "anna:operator:%s\nben:viewer:%s\n".formatted(OPERATOR, VIEWER));
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    console =
        RunningConsole.broker(folder.resolve("kafka"))
            .start(Access.of(InetAddress.getLoopbackAddress(), tokens, keystore, password, false));
    http = HttpClient.newBuilder().sslContext(trusting(keystore)).build();
    console.publish(Topics.SCORES, "fan-0", Windows.of("fan-0", Instant.now(), 0.1));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                send(get("/api/v1/fleet").header("Authorization", "Bearer " + VIEWER))
                    .body()
                    .contains("fan-0"));
  }

  private static SSLContext trusting(Path keystore) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("console", store.getCertificate("console"));
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(console.url() + path)).timeout(PATIENCE);
  }

  private static HttpRequest.Builder post(String path, String body) {
    return get(path).POST(BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> login(String token) throws Exception {
    return send(post("/api/v1/session", "{\"token\": \"%s\"}".formatted(token)));
  }

  @Test
  void shouldShowStrangersThePageThatAsksForATokenAndNothingElse() throws Exception {
    // When / Then
    assertThat(console.url()).startsWith("https:");
    assertThat(send(get("/")).statusCode()).isEqualTo(200);
    for (String path :
        new String[] {
          "/api/v1/fleet", "/api/v1/events", "/api/v1/machine?machine=fan-0", "/api/v1/models"
        }) {
      HttpRequest.Builder request = get(path).header("Accept", "text/event-stream");
      assertThat(send(request).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(
            send(get("/api/v1/fleet").header("Authorization", "Bearer nobodys-token-000"))
                .statusCode())
        .isEqualTo(401);
    assertThat(login("nobodys-token-000").statusCode()).isEqualTo(401);
  }

  @Test
  void shouldLetAViewerSeeButNotDecide() throws Exception {
    // When
    HttpResponse<String> answer =
        send(post("/api/v1/machine/mute", MUTE).header("Authorization", "Bearer " + VIEWER));

    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("operator");
  }

  @Test
  void shouldKeepABrowsersSessionInACookieThatNoScriptAndNoOtherSiteSees() throws Exception {
    // When
    HttpResponse<String> answer = login(OPERATOR);

    // Then
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("Secure")
        .containsIgnoringCase("SameSite=Strict")
        .doesNotContain(OPERATOR);
  }

  @Test
  void shouldTakeTheDecisionsOfAnOperatorWhoLoggedIn() throws Exception {
    // Given
    HttpResponse<String> login = login(OPERATOR);
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    String csrfToken = RunningConsole.json(login.body()).get("csrfToken").asText();

    // When
    int withoutToken =
        send(post("/api/v1/machine/mute", MUTE).header("Cookie", cookie)).statusCode();
    HttpResponse<String> answer =
        send(
            post("/api/v1/machine/mute", MUTE)
                .header("Cookie", cookie)
                .header("X-CSRF-Token", csrfToken));

    // Then
    assertThat(withoutToken).isEqualTo(403);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(
            new MachineRegistry(console.clientSettings(), PATIENCE)
                .find("fan-0")
                .orElseThrow()
                .getMutedUntil())
        .isNotNull();
  }

  @Test
  void shouldWriteDownWhoChangedWhatAndWhoWasRefused() throws Exception {
    // Given
    AuditLines audit = new AuditLines();

    // When
    send(post("/api/v1/machine/mute", MUTE).header("Authorization", "Bearer " + OPERATOR));
    send(post("/api/v1/machine/mute", MUTE).header("Authorization", "Bearer " + VIEWER));
    login("no-such-token-0123456789");

    // Then
    audit.close();
    assertThat(audit.lines())
        .hasSize(3)
        .satisfies(
            line ->
                assertThat(line)
                    .startsWith(
                        "done who=anna role=OPERATOR address=127.0.0.1 what=mute subject=fan-0 detail=until "),
            atIndex(0))
        .satisfies(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "refused who=ben address=127.0.0.1 what=post machine/mute reason=it takes the role operator"),
            atIndex(1))
        .satisfies(
            line ->
                assertThat(line)
                    .isEqualTo("refused who=? address=127.0.0.1 what=login reason=unknown token"),
            atIndex(2));
  }

  @Test
  void shouldForgetASessionThatLoggedOut() throws Exception {
    // Given
    String cookie =
        login(OPERATOR).headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    assertThat(send(get("/api/v1/fleet").header("Cookie", cookie)).statusCode()).isEqualTo(200);

    // When
    send(get("/api/v1/session").header("Cookie", cookie).DELETE());

    // Then
    assertThat(send(get("/api/v1/fleet").header("Cookie", cookie)).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldTellBrowsersToBeCareful() throws Exception {
    // When
    HttpResponse<String> page = send(get("/"));

    // Then
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
  }
}
