/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static io.auscult.notifier.service.Plant.metric;
import static io.auscult.notifier.service.Plant.page;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.Topics;
import io.auscult.notifier.sink.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's mosquitto as a child process. */
@Tag("system")
@Timeout(180)
class MosquittoSystemIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MACHINE = "fan/id_00";
  private static final String LEVEL = "fan%2Fid_00";

  @TempDir Path folder;

  private final AnomalyEvent opened = opened(MACHINE, "a1", T0);
  private int port;
  private Path password;

  @BeforeEach
  void prepare() throws Exception {
    port = Plant.freePort();
    password = Files.writeString(folder.resolve("password"), "s3cret\n");
  }

  @Test
  void shouldPublishEventsAndKeepTheStateOfEachMachine() throws Exception {
    try (Plant plant = Plant.start(folder);
        ChildProcess broker = mosquitto("readwrite plant/#")) {
      try (Subscriber subscriber = Subscriber.to(port);
          NotifierService notifier = plant.notifier(sink(""))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("scada"));

        // When
        plant.tell(begin(MACHINE, HealthKind.OFFLINE, T0));
        plant.tell(opened);
        plant.tell(updated(opened, Duration.ofSeconds(30)));

        // Then
        await().atMost(PATIENCE).until(() -> subscriber.events(LEVEL).size() == 3);
        assertThat(subscriber.events(LEVEL))
            .extracting(event -> event.get("type").asText())
            .containsExactlyInAnyOrder(
                "io.auscult.health.begin",
                "io.auscult.anomaly.opened",
                "io.auscult.anomaly.updated");
        assertThat(subscriber.messages)
            .allSatisfy(message -> assertThat(message.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE));
        await()
            .atMost(PATIENCE)
            .until(() -> metric(notifier, "auscult_notifier_lag_records", "scada") == 0);
      }

      // Then: who comes later knows how it is, and that the notifier has gone
      try (Subscriber late = Subscriber.to(port)) {
        await().atMost(PATIENCE).until(() -> late.last("state/" + LEVEL) != null);
        assertThat(late.last("state/" + LEVEL).get("state").asText()).isEqualTo("anomalous");
        assertThat(late.last("state/" + LEVEL).get("anomaly").asText()).isEqualTo("a1");
        await()
            .atMost(PATIENCE)
            .until(() -> late.last("notifier/n-scada").get("status").asText().equals("offline"));
        assertThat(late.events(LEVEL)).isEmpty();

        // When: another notifier knows what was open
        try (NotifierService notifier = plant.notifier(sink(""))) {
          await()
              .atMost(PATIENCE)
              .until(() -> late.last("notifier/n-scada").get("status").asText().equals("online"));
          plant.tell(closed(opened, Duration.ofSeconds(60)));

          // Then
          await()
              .atMost(PATIENCE)
              .until(() -> late.last("state/" + LEVEL).get("state").asText().equals("offline"));
          assertThat(page(notifier, "/health/ready").statusCode()).isEqualTo(200);
        }
      }
      assertThat(broker.isAlive()).isTrue();
    }
  }

  @Test
  void shouldWaitForABrokerThatIsNotThereYetAndLoseNothingWhenItGoesAway() throws Exception {
    try (Plant plant = Plant.start(folder);
        NotifierService notifier = plant.notifier(sink(""))) {
      // Given
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(notifier, "/health/ready").body())
                      .contains("scada: 127.0.0.1:%d: Connection refused".formatted(port)));

      // When
      try (ChildProcess first = mosquitto("readwrite plant/#");
          Subscriber subscriber = Subscriber.to(port)) {
        await().atMost(PATIENCE).until(() -> page(notifier, "/health/ready").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> plant.hasBegun("scada"));
        plant.tell(opened);
        await().atMost(PATIENCE).until(() -> subscriber.events(LEVEL).size() == 1);
        await().atMost(PATIENCE).until(() -> plant.committed("scada", Topics.ANOMALIES) == 1);
        assertThat(first.isAlive()).isTrue();
      }
      await().atMost(PATIENCE).until(() -> page(notifier, "/health/ready").statusCode() == 503);
      plant.tell(closed(opened, Duration.ofSeconds(60)));

      // Then
      try (ChildProcess second = mosquitto("readwrite plant/#");
          Subscriber subscriber = Subscriber.to(port)) {
        await().atMost(PATIENCE).until(() -> plant.committed("scada", Topics.ANOMALIES) == 2);
        await().atMost(PATIENCE).until(() -> subscriber.last("state/" + LEVEL) != null);
        assertThat(subscriber.last("state/" + LEVEL).get("state").asText()).isEqualTo("healthy");
        assertThat(second.isAlive()).isTrue();
      }
    }
  }

  @Test
  void shouldSayThatItMayNotPublishAndLoseNothingUntilItMay() throws Exception {
    try (Plant plant = Plant.start(folder)) {
      NotifierService notifier = plant.notifier(sink(""));
      try {
        // Given
        try (ChildProcess broker = mosquitto("readwrite plant/notifier/#")) {
          await().atMost(PATIENCE).until(() -> plant.hasBegun("scada"));
          plant.tell(opened);
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () ->
                      assertThat(page(notifier, "/health/ready").body())
                          .contains("does not take a message: NOT_AUTHORIZED"));
          assertThat(plant.committed("scada", Topics.ANOMALIES)).isZero();
          assertThat(broker.isAlive()).isTrue();
        }

        // When
        try (ChildProcess broker = mosquitto("readwrite plant/#");
            Subscriber subscriber = Subscriber.to(port)) {

          // Then
          await().atMost(PATIENCE).until(() -> plant.committed("scada", Topics.ANOMALIES) == 1);
          await().atMost(PATIENCE).until(() -> subscriber.last("state/" + LEVEL) != null);
          assertThat(broker.isAlive()).isTrue();
        }
      } finally {
        notifier.close();
      }
    }
  }

  @Test
  void shouldSayThatItsPasswordIsWrongAndNotWhatItIs() throws Exception {
    Files.writeString(password, "wr0ng");
    try (Plant plant = Plant.start(folder);
        ChildProcess broker = mosquitto("readwrite plant/#");
        NotifierService notifier = plant.notifier(sink(""))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(page(notifier, "/health/ready").body())
                      .contains("NOT_AUTHORIZED")
                      .doesNotContain("wr0ng"));

      // When
      Files.writeString(password, "s3cret");

      // Then
      await().atMost(PATIENCE).until(() -> page(notifier, "/health/ready").statusCode() == 200);
      assertThat(broker.isAlive()).isTrue();
    }
  }

  @Test
  void shouldTellABrokerByTlsOnlyIfItsCertificateIsTrusted() throws Exception {
    // Given
    SelfSigned own = SelfSigned.in(folder);
    String tls = "certfile %s\nkeyfile %s\n".formatted(own.certificate(), own.key());
    try (Plant plant = Plant.start(folder);
        ChildProcess broker = mosquitto("readwrite plant/#", tls)) {
      try (NotifierService distrustful = plant.notifier(sink("mqtts", ""))) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(page(distrustful, "/health/ready").body())
                        .contains("scada: 127.0.0.1:%d".formatted(port))
                        .contains("unable to find valid certification path"));
      }

      // When
      try (NotifierService notifier =
          plant.notifier(sink("mqtts", ", caFile: \"%s\"".formatted(own.certificate())))) {
        await().atMost(PATIENCE).until(() -> plant.hasBegun("scada"));
        plant.tell(opened);

        // Then
        await().atMost(PATIENCE).until(() -> plant.committed("scada", Topics.ANOMALIES) == 1);
        assertThat(metric(notifier, "auscult_notifier_delivered_total", "scada")).isEqualTo(1);
        assertThat(broker.isAlive()).isTrue();
      }
    }
  }

  private String sink(String further) {
    return sink("mqtt", further);
  }

  private String sink(String scheme, String further) {
    return """
      - name: scada
        mqtt: {url: "%s://127.0.0.1:%d", user: notifier, passwordFile: "%s", topicPrefix: plant, timeout: 2s%s}
        retry: {first: 100ms, most: 500ms}
    """
        .formatted(scheme, port, password, further);
  }

  private ChildProcess mosquitto(String permission) throws Exception {
    return mosquitto(permission, "");
  }

  /** With what the notifier may do; everybody else may read. */
  private ChildProcess mosquitto(String permission, String further) throws Exception {
    Path passwords = folder.resolve("passwords");
    Files.writeString(passwords, "");
    for (String user : List.of("notifier:s3cret", "reader:r")) {
      String[] parts = user.split(":", 2);
      Process hashing =
          new ProcessBuilder("mosquitto_passwd", "-b", passwords.toString(), parts[0], parts[1])
              .inheritIO()
              .start();
      assertThat(hashing.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    Path permissions =
        Files.writeString(
            folder.resolve("permissions"),
            "user notifier\ntopic %s\nuser reader\ntopic read plant/#\n".formatted(permission));
    // Started by root it becomes somebody else, who may not read the test's folder.
    Path config =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            user root
            password_file %s
            acl_file %s
            %s
            """
                .formatted(port, passwords, permissions, further));
    ChildProcess broker =
        ChildProcess.start(
            folder.resolve("mosquitto.log"), "/usr/sbin/mosquitto", "-c", config.toString());
    await().atMost(PATIENCE).until(this::isListening);
    return broker;
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Somebody who reads everything below {@code plant}. */
  private static final class Subscriber implements AutoCloseable {

    private final List<Mqtt5Publish> messages = new CopyOnWriteArrayList<>();
    private final Mqtt5AsyncClient client;

    private Subscriber(Mqtt5AsyncClient client) {
      this.client = client;
    }

    static Subscriber to(int port) throws Exception {
      Mqtt5AsyncClient client =
          Mqtt5Client.builder()
              .serverHost("127.0.0.1")
              .serverPort(port)
              .simpleAuth()
              .username("reader")
              .password("r".getBytes(UTF_8))
              .applySimpleAuth()
              .buildAsync();
      Subscriber subscriber = new Subscriber(client);
      client.publishes(MqttGlobalPublishFilter.ALL, subscriber.messages::add);
      client.connect().get(20, TimeUnit.SECONDS);
      client
          .subscribeWith()
          .topicFilter("plant/#")
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .get(20, TimeUnit.SECONDS);
      return subscriber;
    }

    List<JsonNode> events(String level) {
      return messages.stream()
          .filter(message -> message.getTopic().toString().equals("plant/events/" + level))
          .map(Subscriber::json)
          .toList();
    }

    /** The last message of a topic; null if there is none. */
    JsonNode last(String topic) {
      return messages.stream()
          .filter(message -> message.getTopic().toString().equals("plant/" + topic))
          .reduce((before, after) -> after)
          .map(Subscriber::json)
          .orElse(null);
    }

    private static JsonNode json(Mqtt5Publish message) {
      try {
        return new ObjectMapper().readTree(message.getPayloadAsBytes());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      if (client.getState().isConnected()) {
        client.disconnect().orTimeout(20, TimeUnit.SECONDS).join();
      }
    }
  }
}
