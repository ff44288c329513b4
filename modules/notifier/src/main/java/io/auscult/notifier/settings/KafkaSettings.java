/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static java.util.Map.entry;

import io.auscult.cli.ClientSettingRules;
import io.auscult.cli.YamlSection;
import io.auscult.contracts.SchemaRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How to reach Kafka: settings of its consumer, by their own names, see {@link ClientSettingRules}.
 *
 * @param settings as they are in the file
 */
public record KafkaSettings(Map<String, String> settings) {

  private static final String PROMISE = "that each event is told at least once rests on it";

  private static final ClientSettingRules RULES =
      new ClientSettingRules(
          "consumer",
          known(),
          Map.ofEntries(
              entry(ConsumerConfig.GROUP_ID_CONFIG, "each sink has its own, by its name"),
              entry(ConsumerConfig.CLIENT_ID_CONFIG, "it is the notifier's name and the sink's"),
              entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, PROMISE),
              entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, PROMISE),
              entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, PROMISE),
              entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, PROMISE),
              entry(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, PROMISE),
              entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, PROMISE),
              entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, PROMISE)));

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the setting's name and never has its value
   *     where that could be secret
   */
  public KafkaSettings {
    settings = Map.copyOf(settings);
    RULES.check(settings);
    SchemaRegistry unused = SchemaRegistry.of(settings);
  }

  /** For a client of Kafka, of whatever kind. */
  public Map<String, Object> forClient(String clientId) {
    return ClientSettingRules.forClient(settings, clientId);
  }

  private static ConfigDef known() {
    ConfigDef all = new ConfigDef(ConsumerConfig.configDef());
    all.embed("", "", 0, SchemaRegistry.settings());
    return all;
  }

  static KafkaSettings read(YamlSection yaml) {
    return yaml.make(() -> new KafkaSettings(yaml.entries()));
  }
}
