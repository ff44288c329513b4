/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;

import io.auscult.cli.NearestName;
import io.auscult.cli.YamlSection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * How to reach Kafka: settings of its producer, by their own names. Secrets are not among them,
 * only where they are: {@code ${file:PATH:KEY}} or {@code ${directory:FOLDER:FILE}}. Kafka's
 * clients look them up themselves.
 *
 * @param settings as they are in the file
 */
public record KafkaSettings(Map<String, String> settings) {

  private static final ConfigDef KNOWN = ProducerConfig.configDef();

  private static final Map<String, String> PROVIDERS =
      Map.of(
          "config.providers", "file,directory",
          "config.providers.file.class", FileConfigProvider.class.getName(),
          "config.providers.directory.class", DirectoryConfigProvider.class.getName());

  /** What the gateway's promises rest on. */
  private static final Set<String> FIXED =
      Set.of(
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.CLIENT_ID_CONFIG,
          ProducerConfig.CONFIG_PROVIDERS_CONFIG);

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(file|directory):([^:}]+):([^:}]+)}");

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the setting's name and never has its value
   *     where that could be secret
   */
  public KafkaSettings {
    settings = Map.copyOf(settings);
    require(
        settings.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG),
        "%s is missing: the brokers, like kafka-1:9092,kafka-2:9092"
            .formatted(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG));
    new TreeMap<>(settings).forEach(KafkaSettings::check);
    requireReadable(settings);
  }

  private static void check(String key, String value) {
    require(!FIXED.contains(key), "%s cannot be set: %s".formatted(key, reasonItIsFixed(key)));
    ConfigDef.ConfigKey definition = KNOWN.configKeys().get(key);
    if (definition == null) {
      String meant =
          NearestName.of(key, KNOWN.names()).map(name -> ": did you mean " + name + "?").orElse("");
      throw new IllegalArgumentException(key + " is no setting of Kafka's producer" + meant);
    }
    boolean isReference = REFERENCE.matcher(value).matches();
    require(
        definition.type() != ConfigDef.Type.PASSWORD || isReference,
        ("%s is a secret: write it to a file of its own and ${file:PATH:KEY} here, for KEY=... in the"
                + " file PATH, or ${directory:FOLDER:FILE} for all that is in a file")
            .formatted(key));
    if (!isReference) {
      checkValue(definition, value);
    }
  }

  private static void checkValue(ConfigDef.ConfigKey definition, String value) {
    try {
      Object parsed = ConfigDef.parseType(definition.name, value, definition.type());
      if (definition.validator != null) {
        definition.validator.ensureValid(definition.name, parsed);
      }
    } catch (ConfigException e) {
      throw new IllegalArgumentException(definition.name + ": " + e.getMessage());
    }
  }

  private static String reasonItIsFixed(String key) {
    return switch (key) {
      case ProducerConfig.CLIENT_ID_CONFIG -> "it is the gateway's name";
      case ProducerConfig.CONFIG_PROVIDERS_CONFIG -> "they are file and directory";
      default -> "that each chunk arrives once and in order rests on it";
    };
  }

  /** Kafka itself would go on with the reference in place of the secret. */
  private static void requireReadable(Map<String, String> settings) {
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              Matcher reference = REFERENCE.matcher(value);
              if (reference.find()) {
                String place = reference.group(2);
                require(
                    !REFERENCE.matcher(resolved(key, value, place)).find(),
                    "%s: there is no '%s' in %s".formatted(key, reference.group(3), place));
              }
            });
  }

  private static String resolved(String key, String value, String place) {
    Map<String, Object> setting = new HashMap<>(PROVIDERS);
    setting.put(key, value);
    try {
      return String.valueOf(
          new AbstractConfig(new ConfigDef(), setting, false).originals().get(key));
    } catch (ConfigException e) {
      throw new IllegalArgumentException("%s: cannot read %s".formatted(key, place));
    }
  }

  /** For a client of Kafka, of whatever kind. */
  public Map<String, Object> forClient(String clientId) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(PROVIDERS);
    all.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    return all;
  }

  static KafkaSettings read(YamlSection yaml) {
    return yaml.make(() -> new KafkaSettings(yaml.entries()));
  }
}
