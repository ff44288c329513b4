/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.notifier.settings.NotifierSettings;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker with all topics, and notifiers that read from it. */
final class Plant implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path folder;
  private final EmbeddedKafka kafka;
  private final KafkaProducer<String, byte[]> producer;

  private Plant(Path folder, EmbeddedKafka kafka) {
    this.folder = folder;
    this.kafka = kafka;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  static Plant start(Path folder) throws Exception {
    return start(folder, 0);
  }

  static Plant start(Path folder, int port) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), port);
    try (TopicAdmin topics =
        TopicAdmin.connect(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(TopicLayout.standard());
    }
    return new Plant(folder, kafka);
  }

  static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  void tell(AnomalyEvent event) throws Exception {
    write(Topics.ANOMALIES, event.getMachineId(), event);
  }

  void tell(SensorHealth event) throws Exception {
    write(Topics.HEALTH, event.getMachineId(), event);
  }

  <V extends SpecificRecord> void write(TopicDefinition<V> topic, String key, V value)
      throws Exception {
    write(topic.name(), key, topic.values().serializer().serialize(topic.name(), value));
  }

  void write(String topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  /** A notifier named n, with these sinks. */
  NotifierService notifier(String sinks) throws Exception {
    return notifier(folder, kafka.bootstrapServers(), sinks);
  }

  static NotifierService notifier(Path folder, String bootstrapServers, String sinks)
      throws Exception {
    return NotifierService.start(
        NotifierSettings.read(settings(folder, bootstrapServers, sinks), Map.of()));
  }

  /** The file of a notifier's settings. */
  Path settings(String sinks) throws Exception {
    return settings(folder, kafka.bootstrapServers(), sinks);
  }

  private static Path settings(Path folder, String bootstrapServers, String sinks)
      throws Exception {
    return Files.writeString(
        folder.resolve("notifier.yaml"),
        """
        name: n
        seed: 7
        kafka: {bootstrap.servers: "%s"}
        http: {port: 0}
        sinks:
        %s
        """
            .formatted(bootstrapServers, sinks));
  }

  /** What a sink's group has committed on a topic, over all partitions. */
  long committed(String sink, TopicDefinition<?> topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin
          .listConsumerGroupOffsets("auscult-notifier-" + sink)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic.name()))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    }
  }

  /** Whether a sink's group has committed all partitions of both topics. */
  boolean hasBegun(String sink) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin
              .listConsumerGroupOffsets("auscult-notifier-" + sink)
              .partitionsToOffsetAndMetadata()
              .get()
              .size()
          == 2 * Topics.DEFAULT_PARTITIONS;
    }
  }

  static HttpResponse<String> page(NotifierService notifier, String path) throws Exception {
    URI page = URI.create("http://127.0.0.1:%d%s".formatted(notifier.port(), path));
    return HTTP.send(
        HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static double metric(NotifierService notifier, String name, String sink) throws Exception {
    String start = "%s{sink=\"%s\"} ".formatted(name, sink);
    return page(notifier, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .sum();
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }
}
