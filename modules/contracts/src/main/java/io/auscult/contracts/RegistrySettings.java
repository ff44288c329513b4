/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is and how to speak to it: those Kafka client settings that begin with
 * {@code schema.registry.}.
 *
 * @param urls of its Confluent-compatible API, at least one; the others are tried when it is away
 * @param userInfo {@code user:password}; null: none is asked for
 * @param registers false: schemas must be there already, somebody else registers them
 * @param tls Kafka's {@code ssl.} settings; empty: what this JVM trusts
 */
record RegistrySettings(
    List<URI> urls, @Nullable Password userInfo, boolean registers, Map<String, Object> tls) {

  static final String PREFIX = "schema.registry.";
  static final String URL = PREFIX + "url";
  static final String USER_INFO = PREFIX + "basic.auth.user.info";
  static final String REGISTERS = PREFIX + "auto.register";

  private static final List<String> SCHEMES = List.of("http", "https");
  private static final ConfigDef TLS = new ConfigDef().withClientSslSupport();

  static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              URL,
              ConfigDef.Type.STRING,
              ConfigDef.NO_DEFAULT_VALUE,
              Importance.HIGH,
              "The registry's Confluent-compatible API; several with commas.")
          .define(
              USER_INFO,
              ConfigDef.Type.PASSWORD,
              null,
              Importance.MEDIUM,
              "user:password at the registry.")
          .define(
              REGISTERS,
              ConfigDef.Type.BOOLEAN,
              true,
              Importance.MEDIUM,
              "Whether schemas that the registry lacks are registered.");

  static {
    DEFINITION.embed(PREFIX, "", 0, TLS);
  }

  private static final Map<String, String> SECRETS_IN_FILES =
      Map.of(
          AbstractConfig.CONFIG_PROVIDERS_CONFIG,
          "file,directory",
          "config.providers.file.class",
          FileConfigProvider.class.getName(),
          "config.providers.directory.class",
          DirectoryConfigProvider.class.getName());

  RegistrySettings {
    urls = List.copyOf(urls);
    tls = Map.copyOf(tls);
  }

  /** Those among the settings of a Kafka client, as they are given; empty if there are none. */
  static Map<String, Object> among(Map<String, ?> clientSettings) {
    Map<String, Object> given = new HashMap<>();
    clientSettings.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            given.put(key, value);
          }
        });
    if (!given.isEmpty()) {
      given.putAll(SECRETS_IN_FILES);
      clientSettings.forEach(
          (key, value) -> {
            if (key.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
              given.put(key, value);
            }
          });
    }
    return given;
  }

  /**
   * Validates.
   *
   * @param given as {@link #among} has them, at least one
   * @throws IllegalArgumentException that names the setting
   */
  static RegistrySettings of(Map<String, Object> given) {
    for (String key : new TreeSet<>(given.keySet())) {
      if (key.startsWith(PREFIX) && !DEFINITION.names().contains(key)) {
        throw new IllegalArgumentException(
            key + " is no setting of a schema registry: see docs/registry.md");
      }
    }
    if (!given.containsKey(URL)) {
      throw new IllegalArgumentException(
          URL + " is missing: the registry's API, like http://registry:8080/apis/ccompat/v7");
    }
    AbstractConfig config = parsed(given);
    Map<String, Object> tls = new HashMap<>();
    if (given.keySet().stream().anyMatch(key -> key.startsWith(PREFIX + "ssl."))) {
      for (String name : TLS.names()) {
        Object value = config.values().get(PREFIX + name);
        if (value != null) {
          tls.put(name, value);
        }
      }
    }
    Password userInfo = config.getPassword(USER_INFO);
    if (userInfo != null && !isUserAndPassword(userInfo.value())) {
      throw new IllegalArgumentException(
          USER_INFO + " must be user:password, or ${file:PATH:KEY} with a key that is in the file");
    }
    return new RegistrySettings(
        List.of(config.getString(URL).split(",")).stream().map(RegistrySettings::url).toList(),
        userInfo,
        config.getBoolean(REGISTERS),
        tls);
  }

  private static AbstractConfig parsed(Map<String, Object> given) {
    try {
      return new AbstractConfig(DEFINITION, given, false);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(PREFIX + "*: " + e.getMessage(), e);
    }
  }

  private static boolean isUserAndPassword(String text) {
    // Kafka leaves a reference as it is whose key is not in the file.
    return text.indexOf(':') > 0 && !text.startsWith("${");
  }

  private static URI url(String text) {
    try {
      URI uri = URI.create(text.strip().replaceAll("/+$", ""));
      if (SCHEMES.contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // It is told below.
    }
    throw new IllegalArgumentException(
        "%s must be like http://registry:8080/apis/ccompat/v7, without a password, not '%s'"
            .formatted(URL, text.replaceAll("//.*@", "//...@")));
  }

  /** What the settings trust, and who we are. */
  SSLContext sslContext() {
    if (tls.isEmpty()) {
      try {
        return SSLContext.getDefault();
      } catch (GeneralSecurityException e) {
        throw new KafkaException("This JVM has no TLS", e);
      }
    }
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(tls);
      return factory.sslContext();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "%sssl.*: the certificates cannot be used: %s".formatted(PREFIX, cause.getMessage()));
    }
  }
}
