/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** How to reach Kafka. */
final class KafkaOptions {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka brokers, comma-separated (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "localhost:9092";

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      description = "A further Kafka client setting; can be repeated.")
  private Map<String, String> kafka = new HashMap<>();

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The further settings alone. */
  Map<String, String> furtherSettings() {
    return Map.copyOf(kafka);
  }

  /** Settings for any Kafka client. */
  Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Topic administration; its waits are bounded. */
  TopicAdmin admin() throws BrokerUnavailableException {
    return TopicAdmin.connect(clientSettings(), Duration.ofSeconds(10));
  }

  /**
   * Checks that all topics are as they should be, so that nothing starts on a half-made cluster.
   *
   * @throws CommandFailedException naming every difference
   */
  void requireTopics() throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = admin()) {
      List<String> differences = admin.check();
      if (!differences.isEmpty()) {
        throw new CommandFailedException(String.join("; ", differences));
      }
    }
  }
}
