/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * What settings of a Kafka client must be that stand in a file, by Kafka's own names. Secrets are
 * not among them, only where they are: {@code ${file:PATH:KEY}} or {@code
 * ${directory:FOLDER:FILE}}. Kafka's clients look them up themselves.
 *
 * @param client producer or consumer
 * @param known all settings that it has
 * @param fixed those that cannot be set, with the reason
 */
public record ClientSettingRules(String client, ConfigDef known, Map<String, String> fixed) {

  private static final Map<String, String> PROVIDERS =
      Map.of(
          AbstractConfig.CONFIG_PROVIDERS_CONFIG,
          "file,directory",
          "config.providers.file.class",
          FileConfigProvider.class.getName(),
          "config.providers.directory.class",
          DirectoryConfigProvider.class.getName());

  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{(file|directory):([^:}]+):([^:}]+)}");

  public ClientSettingRules {
    fixed = Map.copyOf(fixed);
  }

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the setting's name and never has its value
   *     where that could be secret
   */
  public void check(Map<String, String> settings) {
    require(
        settings.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG
            + " is missing: the brokers, like kafka-1:9092,kafka-2:9092");
    new TreeMap<>(settings).forEach(this::check);
    requireReadable(settings);
  }

  private void check(String key, String value) {
    require(!fixed.containsKey(key), "%s cannot be set: %s".formatted(key, fixed.get(key)));
    require(
        !key.equals(AbstractConfig.CONFIG_PROVIDERS_CONFIG),
        key + " cannot be set: they are file and directory");
    ConfigDef.ConfigKey definition = known.configKeys().get(key);
    if (definition == null) {
      String meant =
          NearestName.of(key, known.names()).map(name -> ": did you mean " + name + "?").orElse("");
      throw new IllegalArgumentException(
          "%s is no setting of Kafka's %s%s".formatted(key, client, meant));
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

  /** Kafka itself would go on with the reference in place of the secret. */
  private static void requireReadable(Map<String, String> settings) {
    var unused = lookUp(settings);
  }

  /**
   * Replaces references by what they refer to.
   *
   * @throws IllegalArgumentException that begins with the setting's name, if there is nothing
   */
  public static Map<String, String> lookUp(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              Matcher reference = REFERENCE.matcher(value);
              if (reference.find()) {
                String place = reference.group(2);
                String secret = resolved(key, value, place);
                require(
                    !REFERENCE.matcher(secret).find(),
                    "%s: there is no '%s' in %s".formatted(key, reference.group(3), place));
                all.put(key, secret);
              }
            });
    return all;
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

  /** The settings, for a client of Kafka of whatever kind. */
  public static Map<String, Object> forClient(Map<String, String> settings, String clientId) {
    Map<String, Object> all = new HashMap<>(settings);
    all.putAll(PROVIDERS);
    all.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return all;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
