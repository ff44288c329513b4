/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.end;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static io.auscult.notifier.service.Plant.metric;
import static io.auscult.notifier.service.Plant.page;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import io.auscult.notifier.sink.Receiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A notifier, a real broker, and receivers that do not do as they should. */
@Timeout(180)
class NotifierServiceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void shouldTellEveryEventInOrderWhateverTheReceiverDoes() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start()) {
      receiver
          .then(500, "down")
          .thenStall()
          .thenBusy(429, "1")
          .thenHangUp()
          .then(204, "")
          .thenStallInTheBody()
          .then(503, "")
          .then(401, "");
      try (NotifierService notifier = plant.notifier(hook("hook", receiver, ""))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));

        // When
        Map<String, List<String>> expected =
            Map.of("fan-1", lifeOf(plant, "fan-1"), "fan-2", lifeOf(plant, "fan-2"));

        // Then
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(idsByMachine(receiver)).isEqualTo(expected));
        assertThat(metric(notifier, "auscult_notifier_failures_total", "hook"))
            .isGreaterThanOrEqualTo(7);
        await()
            .atMost(PATIENCE)
            .until(() -> metric(notifier, "auscult_notifier_lag_records", "hook") == 0);
        assertThat(page(notifier, "/health/ready").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldCommitOnlyWhatWasTaken() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start()) {
      try (NotifierService notifier = plant.notifier(hook("hook", receiver, ""))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));
        plant.tell(opened("fan-1", "a1", T0));
        await().atMost(PATIENCE).until(() -> plant.committed("hook", Topics.ANOMALIES) == 1);

        // When
        receiver.always(503);
        plant.tell(updated(opened("fan-1", "a1", T0), Duration.ofSeconds(30)));
        await()
            .atMost(PATIENCE)
            .until(() -> metric(notifier, "auscult_notifier_failures_total", "hook") >= 5);

        // Then
        assertThat(plant.committed("hook", Topics.ANOMALIES)).isEqualTo(1);
        await()
            .atMost(PATIENCE)
            .until(() -> metric(notifier, "auscult_notifier_lag_records", "hook") == 1);
        assertThat(page(notifier, "/health/ready").body())
            .contains("hook: 127.0.0.1:%d answers 503".formatted(receiver.port()));
      }
      assertThat(plant.committed("hook", Topics.ANOMALIES)).isEqualTo(1);

      // When: another one goes on, and the receiver is well again
      receiver.always(204);
      try (NotifierService second = plant.notifier(hook("hook", receiver, ""))) {
        await().atMost(PATIENCE).until(() -> plant.committed("hook", Topics.ANOMALIES) == 2);
        assertThat(ids(receiver)).containsExactly("a1.opened", updatedId("a1", 30));
        assertThat(page(second, "/health/live").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldNotLetADeadSinkKeepAnotherFromBeingTold() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver stalled = Receiver.start();
        Receiver good = Receiver.start()) {
      for (int i = 0; i < 100; i++) {
        stalled.thenStall();
      }
      String sinks =
          hook("stalled", stalled, "")
              + "  - {name: dead, webhook: {url: \"http://127.0.0.1:%d/\"}}\n"
                  .formatted(Plant.freePort())
              + hook("good", good, "");
      try (NotifierService notifier = plant.notifier(sinks)) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("good"));

        // When
        List<String> expected = lifeOf(plant, "fan-1");

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ids(good)).isEqualTo(expected));
        assertThat(page(notifier, "/health/ready").statusCode()).isEqualTo(503);
        assertThat(page(notifier, "/health/ready").body())
            .contains("dead: 127.0.0.1")
            .doesNotContain("good: ");
        assertThat(page(notifier, "/health/live").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldTellOnlyWhatIsOpenWhenItStartsForTheFirstTimeAndGoOnFromThereLater() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start()) {
      // Given: one is over, one is open, and so are two conditions, one of them on a known sensor
      lifeOf(plant, "fan-1");
      plant.tell(opened("fan-2", "open", T0));
      plant.tell(updated(opened("fan-2", "open", T0), Duration.ofSeconds(30)));
      SensorHealth offline = begin("fan-3", HealthKind.OFFLINE, T0);
      plant.tell(offline);
      SensorHealth gap = begin("fan-3", HealthKind.GAP, T0);
      plant.tell(gap);
      plant.tell(end(gap, Duration.ofSeconds(3)));

      // When
      try (NotifierService first = plant.notifier(hook("hook", receiver, ""))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));
        assertThat(page(first, "/health/ready").statusCode()).isEqualTo(200);
      }

      // Then
      assertThat(ids(receiver)).hasSize(2).contains(updatedId("open", 30));
      assertThat(types(receiver))
          .containsExactlyInAnyOrder("io.auscult.anomaly.updated", "io.auscult.health.begin");

      // When
      plant.tell(closed(opened("fan-2", "open", T0), Duration.ofSeconds(40)));
      try (NotifierService second = plant.notifier(hook("hook", receiver, ""))) {

        // Then
        await().atMost(PATIENCE).until(() -> ids(receiver).contains("open.closed"));
        await()
            .atMost(PATIENCE)
            .until(() -> metric(second, "auscult_notifier_lag_records", "hook") == 0);
        await()
            .atMost(PATIENCE)
            .until(() -> metric(second, "auscult_notifier_open_conditions", "hook") == 1);
        assertThat(ids(receiver)).hasSize(3);
      }
    }
  }

  @Test
  void shouldSayWhyItIsNotReadyAndTellEverythingWhenTheBrokerComes() throws Exception {
    // Given
    int port = Plant.freePort();
    try (Receiver receiver = Receiver.start();
        NotifierService notifier =
            Plant.notifier(folder, "127.0.0.1:" + port, hook("hook", receiver, ""))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(notifier, "/health/ready").body())
                      .contains("hook: No Kafka broker answered at 127.0.0.1:" + port));

      // When
      try (Plant plant = Plant.start(folder, port)) {
        plant.tell(opened("fan-1", "a1", T0));

        // Then
        await().atMost(PATIENCE).until(() -> ids(receiver).equals(List.of("a1.opened")));
        await().atMost(PATIENCE).until(() -> page(notifier, "/health/ready").statusCode() == 200);
      }
    }
  }

  @Test
  void shouldSumUpAFloodAndCommitItOnlyThen() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start();
        NotifierService notifier =
            plant.notifier(hook("hook", receiver, ", limit: {events: 3, per: 3s}"))) {
      await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));

      // When
      for (int i = 0; i < 10; i++) {
        plant.tell(opened("fan-" + i, "a" + i, T0));
      }

      // Then
      await().atMost(PATIENCE).until(() -> plant.committed("hook", Topics.ANOMALIES) == 10);
      List<JsonNode> taken = receiver.taken();
      int told = (int) metric(notifier, "auscult_notifier_delivered_total", "hook");
      assertThat(told).isLessThan(10);
      assertThat(metric(notifier, "auscult_notifier_limited_total", "hook")).isEqualTo(10.0 - told);
      List<JsonNode> summaries =
          taken.stream()
              .filter(event -> event.get("type").asText().equals("io.auscult.limit.exceeded"))
              .toList();
      assertThat(summaries.stream().mapToInt(each -> each.get("data").get("events").asInt()).sum())
          .isEqualTo(10 - told);
      assertThat(taken).hasSize(told + summaries.size());
    }
  }

  @Test
  void shouldRouteByPlaceSeverityAndKind() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver north = Receiver.start();
        Receiver bad = Receiver.start()) {
      register(plant, "fan-1", "north");
      register(plant, "fan-2", "south");
      String sinks =
          hook("north", north, ", route: {sites: [north], kinds: [ANOMALY]}")
              + hook("bad", bad, ", route: {severity: critical}");
      try (NotifierService notifier = plant.notifier(sinks)) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("north") && plant.hasBegun("bad"));

        // When
        for (int i = 1; i <= 3; i++) {
          AnomalyEvent opened = opened("fan-" + i, "a" + i, T0);
          plant.tell(begin("fan-" + i, HealthKind.OFFLINE, T0));
          plant.tell(opened);
          plant.tell(updated(opened, i == 3 ? Duration.ofMinutes(20) : Duration.ofMinutes(1)));
        }

        // Then
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(ids(north)).containsExactly("a1.opened", updatedId("a1", 60)));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(ids(bad)).containsExactly(updatedId("a3", 1200)));
        assertThat(north.taken().get(0).get("data").get("site").asText()).isEqualTo("north");

        // When: it moves, the end comes all the same
        register(plant, "fan-1", "south");
        await()
            .atMost(PATIENCE)
            .until(() -> metric(notifier, "auscult_notifier_lag_records", "north") == 0);
        plant.tell(closed(opened("fan-1", "a1", T0), Duration.ofMinutes(2)));

        // Then
        await().atMost(PATIENCE).until(() -> ids(north).contains("a1.closed"));
      }
    }
  }

  @Test
  void shouldGiveUpWhatIsRefusedOrUnreadableAndGoOn() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start();
        NotifierService notifier = plant.notifier(hook("hook", receiver, ""))) {
      await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));

      // When
      receiver.then(422, "no thank you");
      plant.tell(opened("fan-1", "a1", T0));
      plant.write(Topics.ANOMALIES.name(), "fan-1", "rubbish".getBytes(UTF_8));
      plant.tell(closed(opened("fan-1", "a1", T0), Duration.ofSeconds(9)));

      // Then
      await().atMost(PATIENCE).until(() -> ids(receiver).equals(List.of("a1.closed")));
      assertThat(metric(notifier, "auscult_notifier_refused_total", "hook")).isEqualTo(1);
      assertThat(metric(notifier, "auscult_notifier_unreadable_total", "hook")).isEqualTo(1);
      await().atMost(PATIENCE).until(() -> plant.committed("hook", Topics.ANOMALIES) == 3);
    }
  }

  @Test
  void shouldGiveUpAnEventThatBreaksItsReceiverForTooLongAndGoOn() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start();
        NotifierService notifier =
            plant.notifier(
                hook("hook", receiver, "")
                    .replace("most: 200ms", "most: 200ms, giveUpAfter: 1s"))) {
      await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));

      // When
      receiver.always(500);
      plant.tell(opened("fan-1", "a1", T0));
      await()
          .atMost(PATIENCE)
          .until(() -> metric(notifier, "auscult_notifier_refused_total", "hook") == 1);
      receiver.always(204);
      plant.tell(closed(opened("fan-1", "a1", T0), Duration.ofSeconds(9)));

      // Then
      await().atMost(PATIENCE).until(() -> ids(receiver).equals(List.of("a1.closed")));
      await().atMost(PATIENCE).until(() -> plant.committed("hook", Topics.ANOMALIES) == 2);
    }
  }

  @Test
  void shouldTellEverythingAtLeastOnceInOrderThoughItIsKilled() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start()) {
      Path settings = plant.settings(hook("hook", receiver, ""));
      Map<String, List<String>> expected = new HashMap<>();
      for (int life = 1; life <= 3; life++) {
        try (ChildProcess notifier = notifierOf(settings)) {
          await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));
          String machine = "fan-" + life;
          int before = receiver.taken().size();

          // When: it is killed while it tells
          expected.put(machine, lifeOf(plant, machine));
          await().atMost(PATIENCE).until(() -> receiver.taken().size() > before);
          notifier.kill();
        }
      }

      // Then
      try (ChildProcess last = notifierOf(settings)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(idsByMachine(receiver)).isEqualTo(expected));
        assertThat(last.isAlive()).isTrue();
      }
    }
  }

  private ChildProcess notifierOf(Path settings) throws Exception {
    return ChildProcess.start(
        folder.resolve("notifier.log"),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        NotifierProcess.class.getName(),
        settings.toString());
  }

  @Test
  void shouldKeepAlertsOpenWhileThereIsNoBroker() throws Exception {
    Plant plant = Plant.start(folder);
    try (Receiver manager = Receiver.start();
        NotifierService notifier =
            plant.notifier(
                "  - {name: alerts, alertmanager: {urls: [\"%s\"], refresh: 1s}}\n"
                    .formatted(manager.url("")))) {
      await().atMost(PATIENCE).until(() -> plant.hasBegun("alerts"));
      plant.tell(opened("fan-1", "a1", T0));
      await().atMost(PATIENCE).until(() -> alerts(manager) > 0);

      // When
      plant.close();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(notifier, "/health/ready").body())
                      .contains("alerts: Kafka does not answer"));

      // Then
      long before = alerts(manager);
      await().atMost(PATIENCE).until(() -> alerts(manager) >= before + 3);
      assertThat(page(notifier, "/health/live").statusCode()).isEqualTo(200);
    } finally {
      plant.close();
    }
  }

  private static long alerts(Receiver manager) {
    return manager.requests().stream()
        .filter(request -> request.path().equals("/api/v2/alerts"))
        .filter(request -> request.body().contains("fan-1"))
        .count();
  }

  @Test
  void shouldHandOverToAnotherNotifierOfTheSameSinks() throws Exception {
    try (Plant plant = Plant.start(folder);
        Receiver receiver = Receiver.start()) {
      NotifierService first = plant.notifier(hook("hook", receiver, ""));
      try (NotifierService second = plant.notifier(hook("hook", receiver, ""))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("hook"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          plant.tell(opened("fan-" + i, "a" + i, T0));
          expected.add("a%d.opened".formatted(i));
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(ids(receiver)).containsExactlyInAnyOrderElementsOf(expected));

        // When
        first.close();
        for (int i = 0; i < 8; i++) {
          plant.tell(closed(opened("fan-" + i, "a" + i, T0), Duration.ofSeconds(5)));
          expected.add("a%d.closed".formatted(i));
        }

        // Then
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(ids(receiver)).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(page(second, "/health/live").statusCode()).isEqualTo(200);
      } finally {
        first.close();
      }
    }
  }

  private static void register(Plant plant, String machine, String site) throws Exception {
    plant.write(
        Topics.MACHINES,
        machine,
        MachineSettings.newBuilder().setMachineId(machine).setSite(site).build());
  }

  /** An anomaly from its beginning to its end; returns the ids of its events. */
  private static List<String> lifeOf(Plant plant, String machine) throws Exception {
    String anomaly = machine + "-a";
    AnomalyEvent opened = opened(machine, anomaly, T0);
    List<String> ids = new ArrayList<>(List.of(anomaly + ".opened"));
    plant.tell(opened);
    for (int seconds = 30; seconds <= 150; seconds += 30) {
      plant.tell(updated(opened, Duration.ofSeconds(seconds)));
      ids.add(updatedId(anomaly, seconds));
    }
    plant.tell(closed(opened, Duration.ofSeconds(160)));
    ids.add(anomaly + ".closed");
    return ids;
  }

  private static String updatedId(String anomaly, int seconds) {
    return anomaly + ".updated." + T0.plusSeconds(seconds);
  }

  private static String hook(String name, Receiver receiver, String further) {
    return "  - {name: %s, webhook: {url: \"%s\", timeout: 500ms}, retry: {first: 50ms, most: 200ms}%s}\n"
        .formatted(name, receiver.url("/"), further);
  }

  /** Without those that came again. */
  private static List<String> ids(Receiver receiver) {
    return List.copyOf(
        receiver.taken().stream()
            .map(event -> event.get("id").asText())
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  private static List<String> types(Receiver receiver) {
    return receiver.taken().stream().map(event -> event.get("type").asText()).toList();
  }

  private static Map<String, List<String>> idsByMachine(Receiver receiver) {
    return receiver.taken().stream()
        .collect(
            Collectors.groupingBy(
                event -> event.get("subject").asText(),
                Collectors.collectingAndThen(
                    Collectors.mapping(
                        event -> event.get("id").asText(),
                        Collectors.toCollection(LinkedHashSet::new)),
                    List::copyOf)));
  }
}
