/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.SchemaRegistry;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** How to reach Kafka. */
public final class KafkaOptions {

  /** How long a command waits for an answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "Kafka brokers, comma-separated (default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "localhost:9092";

  @Option(
      names = "--kafka",
      paramLabel = "KEY=VALUE",
      split = "\n",
      splitSynopsisLabel = "",
      description = "A further Kafka client setting, or schema.registry.url=URL; can be repeated.")
  private Map<String, String> kafka = new HashMap<>();

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** The further settings alone. */
  public Map<String, String> furtherSettings() {
    return Map.copyOf(kafka);
  }

  /** Settings for any Kafka client. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Topic administration; its waits are bounded. */
  public TopicAdmin admin() throws BrokerUnavailableException {
    return TopicAdmin.connect(clientSettings(), PATIENCE);
  }

  /**
   * Checks that all topics are as they should be, so that nothing starts on a half-made cluster.
   *
   * @throws CommandFailedException naming every difference
   */
  public void requireTopics() throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = admin()) {
      List<String> differences = admin.check();
      if (!differences.isEmpty()) {
        throw new CommandFailedException(String.join("; ", differences));
      }
    }
  }

  /**
   * Where a schema registry is set, makes sure that it has the schemas of all that is written
   * through it, so that nothing starts that could not write.
   *
   * @throws io.auscult.contracts.SchemaRegistryException if it does not answer, or refuses one
   */
  public void requireSchemas() {
    SchemaRegistry registry = SchemaRegistry.of(clientSettings());
    if (registry != null) {
      registry.register(Topics.published());
    }
  }
}
