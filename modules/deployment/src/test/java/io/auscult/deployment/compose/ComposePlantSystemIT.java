/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker compose up}, without Docker. */
@Tag("system")
@Timeout(1_800)
class ComposePlantSystemIT {

  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldTellAlertmanagerOfTheMachineThatBreaks() throws Exception {
    // When
    try (LocalPlant plant = LocalPlant.up(ComposeFile.read(), folder)) {
      int alertmanager = plant.port("alertmanager", 9093);
      int prometheus = plant.port("prometheus", 9090);

      // Then
      await()
          .atMost(PATIENCE)
          .pollInterval(LOOK_EVERY)
          .untilAsserted(
              () -> assertThat(alerts(alertmanager)).contains("AuscultAnomaly of fan-0"));
      await()
          .atMost(PATIENCE)
          .pollInterval(LOOK_EVERY)
          .untilAsserted(() -> assertThat(down(prometheus)).isEmpty());
      assertThat(plant.ended()).isEmpty();
      assertThat(alerts(alertmanager)).noneMatch(alert -> alert.endsWith("UNKNOWN_MACHINE"));
    }
  }

  private List<String> alerts(int port) throws Exception {
    return items(answer(port, "/api/v2/alerts"))
        .map(alert -> alert.get("labels"))
        .map(
            labels ->
                "%s of %s%s"
                    .formatted(
                        labels.path("alertname").asText(),
                        labels.path("machine").asText(),
                        labels.has("kind") ? ": " + labels.get("kind").asText() : ""))
        .toList();
  }

  /** What Prometheus does not reach, and why. */
  private List<String> down(int port) throws Exception {
    JsonNode targets = answer(port, "/api/v1/targets").path("data").path("activeTargets");
    assertThat(targets).hasSizeGreaterThanOrEqualTo(6);
    return items(targets)
        .filter(target -> !target.path("health").asText().equals("up"))
        .map(target -> target.get("scrapeUrl").asText() + ": " + target.get("lastError").asText())
        .toList();
  }

  private static Stream<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private JsonNode answer(int port, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }
}
