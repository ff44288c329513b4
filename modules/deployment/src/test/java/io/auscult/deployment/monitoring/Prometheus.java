/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Debian's Prometheus, which scrapes every five seconds and evaluates our rules. */
final class Prometheus implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final int port;

  private Prometheus(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param targets ports on this machine by job
   */
  static Prometheus start(Path folder, int port, Map<String, Integer> targets) throws IOException {
    StringBuilder config =
        new StringBuilder(
            """
            global: {scrape_interval: 5s, scrape_timeout: 5s, evaluation_interval: 5s}
            rule_files: ["%s"]
            scrape_configs:
            """
                .formatted(MonitoringFiles.RULES));
    targets.forEach(
        (job, target) ->
            config.append(
                "  - {job_name: %s, static_configs: [{targets: ['127.0.0.1:%d']}]}%n"
                    .formatted(job, target)));
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    return new Prometheus(
        ChildProcess.start(
            folder.resolve("prometheus.log"),
            List.of(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)),
        port);
  }

  /** The answer to a request of its API, for example {@code query} with {@code query=up}. */
  JsonNode ask(String api, String parameter, String value)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/api/v1/%s?%s=%s"
                .formatted(port, api, parameter, URLEncoder.encode(value, StandardCharsets.UTF_8)));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** What it said so far. */
  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
