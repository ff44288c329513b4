/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.console.security.Access;
import io.auscult.console.state.Windows;
import io.auscult.contracts.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLossIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MACHINE = "fan-0";

  @TempDir private Path folder;

  @Test
  void shouldShowWhatItKnowsWithoutABrokerAndGoOnWhenItIsBack() throws Exception {
    // Given
    try (RunningConsole console = RunningConsole.broker(folder).start(Access.local(false))) {
      console.publish(Topics.SCORES, MACHINE, Windows.of(MACHINE, Instant.now(), 0.1));
      await().atMost(PATIENCE).until(() -> over(console) == 0.2);

      // When
      console.stopBroker();

      // Then: the page says that it may be old, and what cannot be written is refused in words
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(console.get("/api/v1/fleet").at("/status/trouble").asText())
                      .contains("Kafka does not answer"));
      assertThat(over(console)).isEqualTo(0.2);
      assertThat(console.get("/health/ready").get("status").asText()).isEqualTo("DOWN");
      HttpResponse<String> mute =
          console.post("/api/v1/machine/mute", "{\"machine\": \"fan-0\", \"forSeconds\": 60}");
      assertThat(mute.statusCode()).isEqualTo(503);
      assertThat(mute.body())
          .contains("No Kafka broker answered at 127.0.0.1:")
          .contains("within 10 s");

      // When
      console.startBrokerAgain();
      console.publish(Topics.SCORES, MACHINE, Windows.of(MACHINE, Instant.now(), 0.3));

      // Then
      await().atMost(PATIENCE).until(() -> over(console) == 0.6);
      await()
          .atMost(PATIENCE)
          .until(() -> console.get("/api/v1/fleet").at("/status/trouble").isNull());
    }
  }

  private static double over(RunningConsole console) throws Exception {
    JsonNode over = console.get("/api/v1/fleet").at("/machines/0/over");
    return over.asDouble();
  }
}
