/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.console.promotion.PromotionTrial;
import io.auscult.console.promotion.PromotionTrial.Result;
import io.auscult.console.security.Access;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.operations.ListenAddress;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** A console on a broker of its own, and somebody who asks it. */
public final class RunningConsole implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How long the console waits for a broker. */
  private static final Duration PATIENCE_OF_CONSOLE = Duration.ofSeconds(10);

  private final Path folder;
  private EmbeddedKafka kafka;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private volatile PromotionTrial trial =
      (champion, challenger, progress) -> new Result(false, List.of(), List.of());
  private Console console;

  private RunningConsole(Path folder, EmbeddedKafka kafka) {
    this.folder = folder;
    this.kafka = kafka;
  }

  /** Starts broker and topics, but no console yet. */
  public static RunningConsole broker(Path folder) throws Exception {
    RunningConsole running = new RunningConsole(folder, EmbeddedKafka.start(folder));
    try (TopicAdmin admin = TopicAdmin.connect(running.clientSettings(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    return running;
  }

  public Map<String, Object> clientSettings() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Takes the broker away. */
  public void stopBroker() {
    kafka.close();
  }

  /** Brings it back, with all it held, at the same address. */
  public void startBrokerAgain() throws Exception {
    int port = Integer.parseInt(kafka.bootstrapServers().replaceAll(".*:", ""));
    kafka = EmbeddedKafka.start(folder, port);
  }

  /** Starts a console, or starts it again. */
  public RunningConsole start(Access access) throws Exception {
    if (console != null) {
      console.close();
    }
    console =
        Console.start(
            new ConsoleSettings(
                clientSettings(),
                new ListenAddress(InetAddress.getLoopbackAddress(), 0, "--http-port"),
                access,
                PATIENCE_OF_CONSOLE),
            (champion, challenger, progress) -> trial.run(champion, challenger, progress));
    return this;
  }

  /** Lets releases be tried in another way from now on; at first they all stand their trial. */
  public void tryBy(PromotionTrial other) {
    trial = other;
  }

  public String url() {
    return console.url();
  }

  /** Publishes a record and waits until it is there. */
  public <T extends SpecificRecord> RecordMetadata publish(
      TopicDefinition<T> topic, String key, T value) throws Exception {
    try (KafkaProducer<String, T> producer =
        new KafkaProducer<>(
            clientSettings(), new StringSerializer(), topic.values().serializer())) {
      return producer
          .send(new ProducerRecord<>(topic.name(), key, value))
          .get(20, TimeUnit.SECONDS);
    }
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path)).timeout(PATIENCE);
  }

  public HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  public HttpResponse<byte[]> bytes(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofByteArray());
  }

  public JsonNode get(String path) throws Exception {
    return MAPPER.readTree(send(request(path).build()).body());
  }

  public static JsonNode json(String text) throws Exception {
    return MAPPER.readTree(text);
  }

  /** As the page does it. */
  public HttpResponse<String> post(String path, String json) throws Exception {
    String token = get("/api/v1/session").get("csrfToken").asText();
    return send(
        request(path)
            .header("X-CSRF-Token", token)
            .header("Origin", url())
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  @Override
  public void close() {
    if (console != null) {
      console.close();
    }
    kafka.close();
  }
}
