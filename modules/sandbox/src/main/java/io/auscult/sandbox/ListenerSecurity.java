/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a listener learns who its clients are. What they may do, access control lists say.
 *
 * @param protocol Kafka's name for it
 * @param settings of the listener, by their names without {@code listener.name...}
 */
public record ListenerSecurity(String protocol, Map<String, String> settings) {

  public ListenerSecurity {
    settings = Map.copyOf(settings);
  }

  /** Clients say a name and a password (SASL/PLAIN), unencrypted. */
  public static ListenerSecurity passwords(Map<String, String> passwords) {
    String users =
        passwords.entrySet().stream()
            .map(user -> "user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
            .collect(Collectors.joining(" "));
    return new ListenerSecurity(
        "SASL_PLAINTEXT",
        Map.of(
            "sasl.enabled.mechanisms",
            "PLAIN",
            "plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required %s;"
                .formatted(users)));
  }

  /**
   * Both sides show certificates (mutual TLS).
   *
   * @param keyStore PKCS12 with the listener's key and certificate
   * @param trustStore PKCS12 with the certificates that clients' must be signed by
   * @param password of both
   */
  public static ListenerSecurity certificates(Path keyStore, Path trustStore, String password) {
    Map<String, String> settings = new HashMap<>(ownCertificate(keyStore, password));
    settings.put("ssl.client.auth", "required");
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.location", trustStore.toString());
    settings.put("ssl.truststore.password", password);
    return new ListenerSecurity("SSL", settings);
  }

  /**
   * Clients prove that they know a password (SASL/SCRAM-SHA-512), encrypted. The node learns the
   * passwords from an admin client.
   *
   * @param keyStore PKCS12 with the listener's key and certificate
   * @param password of the store
   */
  public static ListenerSecurity scram(Path keyStore, String password) {
    Map<String, String> settings = new HashMap<>(ownCertificate(keyStore, password));
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    return new ListenerSecurity("SASL_SSL", settings);
  }

  private static Map<String, String> ownCertificate(Path keyStore, String password) {
    return Map.of(
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        keyStore.toString(),
        "ssl.keystore.password",
        password,
        "ssl.key.password",
        password);
  }
}
