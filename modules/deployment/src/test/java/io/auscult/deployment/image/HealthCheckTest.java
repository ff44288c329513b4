/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The health check of the image, docker/auscult-health, beside a server in this process. */
class HealthCheckTest {

  private static final String CHECK =
      Path.of("../../docker/auscult-health").toAbsolutePath().normalize().toString();

  private HttpServer server;
  private volatile int status;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/health/live",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldBeHealthyWhileItsPageSaysThatItIsLive() throws Exception {
    status = 200;
    assertThat(exitCode(Map.of())).isZero();
  }

  @Test
  void shouldNotBeHealthyWhenItsPageSaysThatOnlyARestartHelps() throws Exception {
    status = 503;
    assertThat(exitCode(Map.of())).isEqualTo(1);
  }

  @Test
  void shouldNotBeHealthyWhenNobodyAnswers() throws Exception {
    server.stop(0);
    assertThat(exitCode(Map.of())).isEqualTo(1);
    assertThat(exitCode(Map.of("AUSCULT_TLS_KEYSTORE", "console.p12"))).isEqualTo(1);
  }

  @Test
  void shouldOnlyAskATlsServerWhetherItListens() throws Exception {
    status = 503;
    assertThat(exitCode(Map.of("AUSCULT_TLS_KEYSTORE", "console.p12"))).isZero();
  }

  private int exitCode(Map<String, String> further) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", CHECK)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("AUSCULT_HTTP_PORT", "" + server.getAddress().getPort());
    builder.environment().putAll(further);
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
