/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.registry;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An Apicurio registry that keeps its schemas in memory, as a process of its own. */
final class Apicurio implements AutoCloseable {

  private static final Path UNPACKED = Path.of("target/apicurio");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Child process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private Apicurio(Child process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one and waits until it answers. */
  static Apicurio start(Path logs) throws IOException {
    int port = freePort();
    Apicurio registry =
        new Apicurio(
            Child.java(
                logs,
                List.of(
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port,
                    "-jar",
                    runner().toString())),
            port);
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () -> {
                registry.process.requireAlive();
                return registry.get("/subjects").startsWith("[");
              });
      return registry;
    } catch (RuntimeException | AssertionError e) {
      registry.close();
      throw e;
    }
  }

  private static Path runner() throws IOException {
    try (Stream<Path> files = Files.list(UNPACKED)) {
      return files
          .filter(file -> file.toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** It hangs: who asks gets no answer. */
  void suspend() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  /** Where it speaks as Confluent's does. */
  String url() {
    return "http://127.0.0.1:%d/apis/ccompat/v7".formatted(port);
  }

  /** Where its own clients find it. */
  String ownUrl() {
    return "http://127.0.0.1:%d/apis/registry/v3".formatted(port);
  }

  String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString())
        .body();
  }

  /** The id of a schema, registered by somebody who is not Auscult. */
  int register(String subject, String schema) throws IOException, InterruptedException {
    String answer = send("POST", "/subjects/" + subject + "/versions", Map.of("schema", schema));
    return new ObjectMapper().readTree(answer).get("id").asInt();
  }

  /** Lets a subject's new versions read what the old ones wrote, or refuses them. */
  void requireCompatibility(String subject) throws IOException, InterruptedException {
    send("PUT", "/config/" + subject, Map.of("compatibility", "BACKWARD"));
  }

  private String send(String method, String path, Map<String, String> body)
      throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(
                    method, BodyPublishers.ofString(new ObjectMapper().writeValueAsString(body)))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    process.close();
  }
}
