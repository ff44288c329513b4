/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * A folder with a gateway's settings, spool and ledger.
 *
 * @param folder for all of them
 */
record Trial(Path folder) {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Creates the topics and writes the settings.
   *
   * @param sources YAML of the sources
   */
  static Trial create(Path folder, String bootstrapServers, String sources)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Map<String, Object> client =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    try (TopicAdmin admin = TopicAdmin.connect(client, Duration.ofSeconds(30))) {
      var unused = admin.create(TopicLayout.standard());
    }
    Trial trial = new Trial(folder);
    Files.writeString(
        trial.settings(),
        """
        name: benchmark
        kafka: {bootstrap.servers: "%s"}
        spool: {folder: "%s"}
        http: {port: 0}
        sources:
        %s
        """
            .formatted(bootstrapServers, trial.spool(), sources));
    return trial;
  }

  Path settings() {
    return folder.resolve("gateway.yaml");
  }

  Path spool() {
    return folder.resolve("spool");
  }

  Path ledger() {
    return folder.resolve("ledger.txt");
  }

  GatewayProcess start() throws IOException {
    return GatewayProcess.start(settings(), ledger());
  }

  /** Waits until no more than so many seconds of sound of all sensors wait in the spool. */
  void awaitDrained(GatewayProcess gateway, double seconds)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (gateway.metric("auscult_gateway_kafka_up", "") < 1
        || gateway.metric("auscult_gateway_spool_sound_seconds", "") > seconds) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the spool is not drained within %d minutes: see %s"
                .formatted(PATIENCE.toMinutes(), folder.resolve("gateway.log")));
      }
      Thread.sleep(POLL.toMillis());
    }
  }
}
