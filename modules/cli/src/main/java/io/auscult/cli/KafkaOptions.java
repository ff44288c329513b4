/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.SchemaRegistry;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
      description =
          "A further Kafka client setting, or schema.registry.url=URL; can be repeated. A secret"
              + " stands in a file of its own:"
              + " sasl.jaas.config=$${directory:/etc/auscult/secrets:jaas}.")
  private Map<String, String> kafka = new HashMap<>();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * The further settings alone.
   *
   * @throws ParameterException if they name a schema registry and cannot be used
   */
  public Map<String, String> furtherSettings() {
    requireRegistrySettings();
    return Map.copyOf(kafka);
  }

  /**
   * As above, with secrets in the place of references like {@code ${directory:FOLDER:FILE}}.
   *
   * @throws ParameterException if they name a schema registry and cannot be used
   * @throws CommandFailedException naming the setting whose secret is not there
   */
  public Map<String, String> resolvedSettings() {
    requireRegistrySettings();
    try {
      return ClientSettingRules.lookUp(kafka);
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException("--kafka " + e.getMessage());
    }
  }

  /** Settings for any Kafka client; see {@link #resolvedSettings}. */
  public Map<String, Object> clientSettings() {
    Map<String, Object> settings = new HashMap<>(resolvedSettings());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Kafka's own settings its clients judge, when they are made. */
  private void requireRegistrySettings() {
    try {
      SchemaRegistry unused = SchemaRegistry.of(kafka);
    } catch (IllegalArgumentException e) {
      if (command == null) {
        throw e;
      }
      throw new ParameterException(
          command.commandLine(), "--kafka " + OneLine.of(String.valueOf(e.getMessage())), e);
    }
  }

  /** Topic administration; its waits are bounded. */
  public TopicAdmin admin() throws BrokerUnavailableException {
    return TopicAdmin.connect(clientSettings(), PATIENCE);
  }

  /**
   * Checks that topics are as they should be, so that nothing starts on a half-made cluster.
   *
   * @param topics that the command uses: its user may not see any others
   * @throws CommandFailedException naming every difference
   */
  public void requireTopics(Collection<? extends TopicDefinition<?>> topics)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = admin()) {
      List<String> differences = admin.check(topics);
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
