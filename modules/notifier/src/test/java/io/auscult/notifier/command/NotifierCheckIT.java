/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.cli.Commands;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.notifier.sink.Receiver;
import io.auscult.sandbox.EmbeddedKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code auscult notifier --check}, with a real broker. */
class NotifierCheckIT {

  @TempDir static Path data;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(data);
    try (TopicAdmin topics =
        TopicAdmin.connect(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(TopicLayout.standard());
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldTryEachSinkAndFindAllWell() throws Exception {
    try (Receiver receiver = Receiver.start()) {
      // When
      Run run =
          check(
              """
              - {name: hook, webhook: {url: "%1$s/hook"}}
              - {name: alerts, alertmanager: {urls: ["%1$s"]}}
              """
                  .formatted(receiver.url("")));

      // Then
      assertThat(run.exitCode()).isZero();
      assertThat(run.err())
          .contains("ok    settings: valid, 2 sinks")
          .contains(
              "ok    kafka %s: answers, and has auscult.anomalies, auscult.health, auscult.machines"
                  .formatted(kafka.bootstrapServers()))
          .contains("ok    sink hook: 127.0.0.1:%d took an event".formatted(receiver.port()))
          .contains("ok    sink alerts: 127.0.0.1:%d answers".formatted(receiver.port()));
      assertThat(receiver.taken().get(0).get("type").asText()).isEqualTo("io.auscult.check");
      JsonNode json = new ObjectMapper().readTree(run.out());
      assertThat(json.get("ok").asBoolean()).isTrue();
      assertThat(json.get("checks")).hasSize(4);
    }
  }

  @Test
  void shouldSayOfEachWhatIsWrongAndFail() throws Exception {
    try (Receiver receiver = Receiver.start()) {
      receiver.always(403);

      Run run =
          check(
              """
              - {name: hook, webhook: {url: "%s/hook"}}
              - {name: scada, mqtt: {url: "mqtt://127.0.0.1:1", timeout: 2s}}
              """
                  .formatted(receiver.url("")));

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("FAIL  sink hook: 127.0.0.1:%d answers 403".formatted(receiver.port()))
          .contains("FAIL  sink scada: 127.0.0.1:1: Connection refused");
    }
  }

  /** What the command said. */
  private record Run(int exitCode, String out, String err) {}

  private Run check(String sinks) throws Exception {
    Path file = folder.resolve("notifier.yaml");
    Files.writeString(
        file,
        "kafka: {bootstrap.servers: \"none:1\"}\nsinks:\n%s".formatted(sinks.strip().indent(2)));
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      CommandLine line = Commands.line(new NotifierCommand(), Map.of());
      StringWriter complaint = new StringWriter();
      line.setErr(new PrintWriter(complaint, true));
      int exitCode =
          line.execute(
              "--config",
              file.toString(),
              "--bootstrap-servers",
              kafka.bootstrapServers(),
              "--check",
              "--json");
      return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8) + complaint);
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
