/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static java.util.Map.entry;

import io.auscult.cli.ClientSettingRules;
import io.auscult.cli.YamlSection;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach Kafka: settings of its producer, by their own names, see {@link ClientSettingRules}.
 *
 * @param settings as they are in the file
 */
public record KafkaSettings(Map<String, String> settings) {

  private static final String PROMISE = "that each chunk arrives once and in order rests on it";

  private static final ClientSettingRules RULES =
      new ClientSettingRules(
          "producer",
          ProducerConfig.configDef(),
          Map.ofEntries(
              entry(ProducerConfig.ACKS_CONFIG, PROMISE),
              entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, PROMISE),
              entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, PROMISE),
              entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, PROMISE),
              entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, PROMISE),
              entry(
                  "schema.registry.url",
                  "a gateway goes on without a network and asks no registry; everybody reads what it writes"),
              entry(ProducerConfig.CLIENT_ID_CONFIG, "it is the gateway's name")));

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the setting's name and never has its value
   *     where that could be secret
   */
  public KafkaSettings {
    settings = Map.copyOf(settings);
    RULES.check(settings);
  }

  /** For a client of Kafka, of whatever kind. */
  public Map<String, Object> forClient(String clientId) {
    return ClientSettingRules.forClient(settings, clientId);
  }

  static KafkaSettings read(YamlSection yaml) {
    return yaml.make(() -> new KafkaSettings(yaml.entries()));
  }
}
