/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Place;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.settings.MqttSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes to a broker of MQTT 5, with QoS 1:
 *
 * <ul>
 *   <li>{@code PREFIX/events/MACHINE}: each event, as a CloudEvent;
 *   <li>{@code PREFIX/state/MACHINE}: how the machine is, retained;
 *   <li>{@code PREFIX/limit}: the summary of events beyond the limit;
 *   <li>{@code PREFIX/notifier/CLIENT}: whether this notifier is there, retained; {@code offline}
 *       is its last will.
 * </ul>
 */
public final class MqttSink implements Sink {

  private static final Logger LOG = LoggerFactory.getLogger(MqttSink.class);

  /** Heals what a broker that does not keep its retained messages has forgotten. */
  private static final Duration REFRESH = Duration.ofMinutes(5);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final String JSON = "application/json";

  private final MqttSettings settings;
  private final CloudEvents events;
  private @Nullable Mqtt5AsyncClient client;

  public MqttSink(MqttSettings settings, CloudEvents events) {
    this.settings = settings;
    this.events = events;
  }

  /** With a new client: what the last one had under way is given up, and told again. */
  @Override
  public void open() throws DeliveryException, InterruptedException {
    close();
    Mqtt5AsyncClient connecting = client();
    client = connecting;
    await(
        connecting
            .connectWith()
            .cleanStart(true)
            .sessionExpiryInterval(0)
            .keepAlive(KEEP_ALIVE_SECONDS)
            .send());
    publish(presence("online"));
  }

  private Mqtt5AsyncClient client() throws DeliveryException {
    long timeout = settings.connection().timeout().toMillis();
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverHost(settings.url().getHost())
            .serverPort(settings.port())
            .socketConnectTimeout(timeout, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(timeout, TimeUnit.MILLISECONDS);
    // Here and not at the client's builder: that takes no notice of it beside a transport.
    if (settings.hasTls()) {
      transport = transport.sslConfig(tls());
    }
    Mqtt5ClientBuilder builder =
        Mqtt5Client.builder()
            .identifier(settings.clientId())
            .transportConfig(transport.build())
            .willPublish(presence("offline"));
    if (settings.user() != null) {
      builder = builder.simpleAuth(credentials(settings.user()));
    }
    return builder.buildAsync();
  }

  private MqttClientSslConfig tls() throws DeliveryException {
    MqttClientSslConfigBuilder tls = MqttClientSslConfig.builder();
    return settings.connection().caFile() == null
        ? tls.build()
        : tls.trustManagerFactory(TrustedCertificates.in(settings.connection().caFile())).build();
  }

  private Mqtt5SimpleAuth credentials(String user) throws DeliveryException {
    if (settings.password() == null) {
      return Mqtt5SimpleAuth.builder().username(user).build();
    }
    try {
      return Mqtt5SimpleAuth.builder()
          .username(user)
          .password(settings.password().read().getBytes(UTF_8))
          .build();
    } catch (IOException e) {
      throw DeliveryException.failed("passwordFile cannot be read: " + e.getMessage());
    }
  }

  @Override
  public boolean isOpen() {
    return client != null && client.getState().isConnected();
  }

  @Override
  public void tell(Change change) throws DeliveryException, InterruptedException {
    Notice notice = change.notice();
    publish(
        message(
            "events/" + TopicLevel.of(notice.machineId()),
            events.of(notice),
            CloudEvents.MEDIA_TYPE,
            false));
    state(change);
  }

  @Override
  public void limited(Change change) throws DeliveryException, InterruptedException {
    state(change);
  }

  private void state(Change change) throws DeliveryException, InterruptedException {
    Notice notice = change.notice();
    state(notice.machineId(), notice.place(), change.open(), notice.at());
  }

  @Override
  public void summarize(Summary summary) throws DeliveryException, InterruptedException {
    publish(message("limit", events.of(summary), CloudEvents.MEDIA_TYPE, false));
  }

  @Override
  public Duration refreshEvery() {
    return REFRESH;
  }

  @Override
  public void refresh(Collection<Notice> open) throws DeliveryException, InterruptedException {
    Map<String, List<Notice>> machines =
        open.stream()
            .collect(Collectors.groupingBy(Notice::machineId, TreeMap::new, Collectors.toList()));
    for (Map.Entry<String, List<Notice>> machine : machines.entrySet()) {
      Notice any = machine.getValue().get(0);
      state(machine.getKey(), any.place(), machine.getValue(), any.at());
    }
  }

  private void state(String machineId, Place place, List<Notice> open, Instant at)
      throws DeliveryException, InterruptedException {
    byte[] state = JsonOutput.line(MachineState.json(machineId, place, open, at)).getBytes(UTF_8);
    publish(message("state/" + TopicLevel.of(machineId), state, JSON, true));
  }

  private Mqtt5Publish presence(String status) {
    byte[] json =
        JsonOutput.line(Map.of("status", status, "notifier", settings.clientId())).getBytes(UTF_8);
    return message("notifier/" + TopicLevel.of(settings.clientId()), json, JSON, true);
  }

  private Mqtt5Publish message(String topic, byte[] payload, String type, boolean retain) {
    return Mqtt5Publish.builder()
        .topic(settings.topicPrefix() + "/" + topic)
        .payload(payload)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retain)
        .contentType(type)
        .build();
  }

  private void publish(Mqtt5Publish message) throws DeliveryException, InterruptedException {
    Mqtt5AsyncClient connected = client;
    if (connected == null || !connected.getState().isConnected()) {
      throw DeliveryException.failed(broker() + ": there is no connection");
    }
    await(connected.publish(message));
  }

  /** What is not done in time is given up with the connection, so that it cannot come late. */
  private void await(CompletableFuture<?> future) throws DeliveryException, InterruptedException {
    boolean isDone = false;
    try {
      future.get(settings.connection().timeout().toNanos(), TimeUnit.NANOSECONDS);
      isDone = true;
    } catch (TimeoutException e) {
      throw DeliveryException.failed(
          "%s does not answer within %s s"
              .formatted(broker(), settings.connection().timeout().toMillis() / 1000.0));
    } catch (ExecutionException e) {
      isDone = isOpen();
      throw failure(e.getCause());
    } finally {
      if (!isDone) {
        close();
      }
    }
  }

  private DeliveryException failure(@Nullable Throwable cause) {
    if (cause instanceof Mqtt5PubAckException refused) {
      String message =
          "%s does not take a message: %s"
              .formatted(broker(), refused.getMqttMessage().getReasonCode());
      return switch (refused.getMqttMessage().getReasonCode()) {
        case PAYLOAD_FORMAT_INVALID, TOPIC_NAME_INVALID -> DeliveryException.refused(message);
        default -> DeliveryException.failed(message);
      };
    }
    return DeliveryException.failed("%s: %s".formatted(broker(), reason(cause)));
  }

  private static String reason(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    if (root == null) {
      return "no answer";
    }
    String message = root.getMessage();
    return OneLine.of(message == null ? root.getClass().getSimpleName() : message);
  }

  private String broker() {
    return settings.url().getHost() + ":" + settings.port();
  }

  @Override
  public String check() throws DeliveryException, InterruptedException {
    open();
    publish(
        message(
            "check",
            events.check(UUID.randomUUID().toString(), Instant.now()),
            CloudEvents.MEDIA_TYPE,
            false));
    return "%s took a message on %s/check".formatted(broker(), settings.topicPrefix());
  }

  /** Says goodbye, if there is a connection. */
  @Override
  public void close() {
    Mqtt5AsyncClient closing = client;
    client = null;
    if (closing == null || !closing.getState().isConnectedOrReconnect()) {
      return;
    }
    try {
      within(CLOSE_WITHIN, closing.publish(presence("offline")));
    } finally {
      within(CLOSE_WITHIN, closing.disconnect());
    }
  }

  /** Waits for what is done as well as it can be. */
  private static void within(Duration atMost, CompletableFuture<?> future) {
    try {
      future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("no orderly end of a connection reason={}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
