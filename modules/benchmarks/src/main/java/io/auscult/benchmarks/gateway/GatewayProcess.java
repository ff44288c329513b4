/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway in a JVM of its own, with the heap that it has on the plant floor. */
final class GatewayProcess implements AutoCloseable {

  /** As the launcher of the distribution has them. */
  static final List<String> JVM =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=64m");

  private static final Duration START = Duration.ofSeconds(60);
  private static final int END_SECONDS = 60;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private GatewayProcess(Process process) {
    this.process = process;
  }

  /** Starts one; its log is added to a file beside the ledger. */
  static GatewayProcess start(Path settings, Path ledger) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(GatewayChild.class.getName());
    command.add(settings.toString());
    command.add(ledger.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("AUSCULT_LOG_LEVEL", "info");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(ledger.resolveSibling("gateway.log").toFile()));
    GatewayProcess gateway = new GatewayProcess(builder.start());
    Thread reader = new Thread(gateway::readOutput, "gateway-output");
    reader.setDaemon(true);
    reader.start();
    return gateway;
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(GatewayChild.READY)) {
          port.complete(Integer.parseInt(line.substring(GatewayChild.READY.length())));
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
    port.completeExceptionally(new IOException("the gateway ended before it was ready"));
  }

  /** Waits until it listens. */
  void awaitReady() throws IOException, InterruptedException {
    try {
      port.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the gateway does not start: see gateway.log", e);
    }
  }

  /** Sum of a metric's values, over all labels that contain a text. */
  double metric(String name, String label) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port.join())))
                .timeout(Duration.ofSeconds(10))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Processor time that it has used. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** As a power cut. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(END_SECONDS, TimeUnit.SECONDS);
  }

  /** As a service manager does. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the gateway still runs %d s after SIGTERM".formatted(END_SECONDS));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
