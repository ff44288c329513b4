/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static io.auscult.notifier.service.Plant.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.notifier.sink.Receiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's prometheus-alertmanager as a child process, with a receiver behind it. */
@Tag("system")
@Timeout(180)
class AlertmanagerSystemIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final AnomalyEvent opened = opened("fan/id_00", "a1", now.minusSeconds(5));

  @Test
  void shouldOpenAnAlertAndKeepItOpenAcrossARestartAndResolveIt() throws Exception {
    int port = Plant.freePort();
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start();
        ChildProcess manager = alertmanager(port, receiver)) {
      try (NotifierService notifier = plant.notifier(sink("[%s]", port))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("alerts"));

        // When
        plant.tell(opened);
        plant.tell(begin("fan/id_00", HealthKind.OFFLINE, now));

        // Then
        await().atMost(PATIENCE).until(() -> alerts(port).size() == 2);
        JsonNode alert = anomaly(port);
        assertThat(alert.get("labels"))
            .isEqualTo(
                json(
                    """
                    {"alertname": "AuscultAnomaly", "machine": "fan/id_00", "severity": "warning", "plant": "a"}
                    """));
        assertThat(Instant.parse(alert.get("startsAt").asText())).isEqualTo(opened.getOpenedAt());
        assertThat(alert.get("annotations").get("anomaly_id").asText()).isEqualTo("a1");
        assertThat(page(notifier, "/health/ready").statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> told(receiver).contains("firing warning"));
      }

      // When: another one starts, and there is no new event
      Instant before = endsAt(port);
      try (NotifierService notifier = plant.notifier(sink("[%s]", port))) {

        // Then: it goes on for longer than the first one had promised
        await().atMost(PATIENCE).until(() -> endsAt(port).isAfter(before.plusSeconds(5)));
        assertThat(alerts(port)).hasSize(2);

        // When
        plant.tell(updated(opened, Duration.ofMinutes(11)));

        // Then: one alert takes the place of the other
        await().atMost(PATIENCE).until(() -> severities(port).equals(List.of("critical")));
        await().atMost(PATIENCE).until(() -> told(receiver).contains("resolved warning"));

        // When
        plant.tell(closed(opened, Duration.ofMinutes(12)));

        // Then
        await().atMost(PATIENCE).until(() -> severities(port).isEmpty());
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(told(receiver))
                        .containsSubsequence("firing warning", "firing critical")
                        .endsWith("resolved critical"));
        assertThat(page(notifier, "/health/live").statusCode()).isEqualTo(200);
      }
      assertThat(manager.isAlive()).isTrue();
    }
  }

  @Test
  void shouldTellAllThatAreThereAndWaitForOneThatIsNot() throws Exception {
    int first = Plant.freePort();
    int second = Plant.freePort();
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start();
        NotifierService notifier = plant.notifier(sink("[%s, %s]", first, second))) {
      // Given
      plant.tell(opened);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(notifier, "/health/ready").body())
                      .contains("alerts: 127.0.0.1:%d: nobody listens there".formatted(first)));

      // When
      try (ChildProcess one = alertmanager(first, receiver)) {
        await().atMost(PATIENCE).until(() -> severities(first).equals(List.of("warning")));
        await().atMost(PATIENCE).until(() -> page(notifier, "/health/ready").statusCode() == 200);

        // Then: the other one is told when it comes
        try (ChildProcess other = alertmanager(second, receiver)) {
          await().atMost(PATIENCE).until(() -> severities(second).equals(List.of("warning")));
          assertThat(one.isAlive() && other.isAlive()).isTrue();
        }
      }
    }
  }

  private static String sink(String urls, Object... ports) {
    Object[] addresses = new Object[ports.length];
    for (int i = 0; i < ports.length; i++) {
      addresses[i] = "\"http://127.0.0.1:%s\"".formatted(ports[i]);
    }
    return """
      - name: alerts
        alertmanager: {urls: %s, refresh: 1s, labels: {plant: a}, timeout: 2s}
        retry: {first: 100ms, most: 500ms}
    """
        .formatted(urls.formatted(addresses));
  }

  private ChildProcess alertmanager(int port, Receiver receiver) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("alertmanager-%d.yml".formatted(port)),
            """
            route: {receiver: test, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers:
              - name: test
                webhook_configs: [{url: '%s', send_resolved: true}]
            """
                .formatted(receiver.url("/")));
    return ChildProcess.start(
        folder.resolve("alertmanager.log"),
        "prometheus-alertmanager",
        "--config.file=" + config,
        "--storage.path=" + folder.resolve("alertmanager-" + port),
        "--web.listen-address=127.0.0.1:" + port,
        "--cluster.listen-address=");
  }

  private List<JsonNode> alerts(int port) throws Exception {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:%d/api/v2/alerts".formatted(port)))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      List<JsonNode> alerts = new ArrayList<>();
      json(answer.body()).forEach(alerts::add);
      return alerts;
    } catch (IOException e) {
      return List.of(); // it is not up yet
    }
  }

  private JsonNode anomaly(int port) throws Exception {
    return alerts(port).stream().filter(AlertmanagerSystemIT::isAnomaly).findFirst().orElseThrow();
  }

  private List<String> severities(int port) throws Exception {
    return alerts(port).stream()
        .filter(AlertmanagerSystemIT::isAnomaly)
        .map(alert -> alert.get("labels").get("severity").asText())
        .toList();
  }

  private static boolean isAnomaly(JsonNode alert) {
    return alert.get("labels").get("alertname").asText().equals("AuscultAnomaly");
  }

  private Instant endsAt(int port) throws Exception {
    return Instant.parse(anomaly(port).get("endsAt").asText());
  }

  /** What Alertmanager told its receiver of the anomaly, in order. */
  private static List<String> told(Receiver receiver) {
    return receiver.taken().stream()
        .flatMap(
            notification -> StreamSupport.stream(notification.get("alerts").spliterator(), false))
        .filter(AlertmanagerSystemIT::isAnomaly)
        .map(
            alert ->
                alert.get("status").asText() + " " + alert.get("labels").get("severity").asText())
        .distinct()
        .toList();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
