/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.sandbox.ListenerSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that asks everybody who they are, with a listener for passwords (SCRAM over TLS) and one
 * for certificates (mutual TLS), an authority that signed its certificate, and users.
 */
final class SecuredKafka implements AutoCloseable {

  static final String AUTHORITY = "plant";
  static final String ALIEN = "alien";

  private static final int SCRAM = 0;
  private static final int MUTUAL_TLS = 1;
  private static final int EXPIRED = 2;
  private static final int ELSEWHERE = 3;

  private final Path folder;
  private final String password;
  private final Certificates certificates;
  private final EmbeddedKafka kafka;
  private final Admin admin;

  private SecuredKafka(
      Path folder, String password, Certificates certificates, EmbeddedKafka kafka) {
    this.folder = folder;
    this.password = password;
    this.certificates = certificates;
    this.kafka = kafka;
    this.admin = Admin.create(everything());
  }

  /**
   * Starts.
   *
   * @param password of all stores and users
   * @param clients that get a certificate of the plant's authority
   */
  static SecuredKafka start(Path folder, String password, String... clients) throws Exception {
    Path stores = Files.createDirectories(folder.resolve("stores"));
    Certificates certificates =
        new Certificates(stores, password)
            .authority(AUTHORITY)
            .authority(ALIEN)
            .signed(AUTHORITY, "broker")
            .signed(AUTHORITY, "expired-broker", "SAN=ip:127.0.0.1", "-9d")
            .signed(AUTHORITY, "other-broker", "SAN=dns:kafka-9.plant", "-1d")
            .signed(AUTHORITY, "expired-client", "SAN=ip:127.0.0.1", "-9d")
            .signed(ALIEN, "alien-client");
    for (String client : clients) {
      certificates.signed(AUTHORITY, client);
    }
    certificates.make();
    Files.writeString(stores.resolve("password"), password);
    EmbeddedKafka kafka =
        EmbeddedKafka.startSecured(
            folder.resolve("kafka"),
            ListenerSecurity.scram(certificates.keyStore("broker"), password),
            ListenerSecurity.certificates(
                certificates.keyStore("broker"), certificates.trustStore(AUTHORITY), password),
            ListenerSecurity.scram(certificates.keyStore("expired-broker"), password),
            ListenerSecurity.scram(certificates.keyStore("other-broker"), password));
    return new SecuredKafka(stores, password, certificates, kafka);
  }

  /** Settings of the administrator, who alone may do everything. */
  Map<String, Object> everything() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  /** A user with a password, and rights. */
  void user(String name, List<Right> rights) throws Exception {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
        .all()
        .get();
    allow("User:" + name, rights);
    jaas(name, password);
  }

  /** Rights of somebody who shows a certificate or has a password already. */
  void allow(String principal, List<Right> rights) throws Exception {
    List<AclBinding> bindings = new ArrayList<>();
    rights.forEach(right -> bindings.add(right.bind(principal)));
    admin.createAcls(bindings).all().get();
  }

  private void jaas(String name, String secret) throws IOException {
    Files.writeString(
        folder.resolve("jaas-" + name),
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%s\" password=\"%s\";".formatted(name, secret));
  }

  /** How a user with a password reaches the broker; the password stands in a file. */
  Map<String, String> client(String user) {
    return client(user, SCRAM, AUTHORITY);
  }

  /** As above, with another password than the broker knows. */
  Map<String, String> clientWithPassword(String user, String secret) throws IOException {
    jaas(user + "-wrong", secret);
    return client(user + "-wrong", SCRAM, AUTHORITY);
  }

  /** As above, but trusting an authority that has signed nothing here. */
  Map<String, String> clientTrustingAliens(String user) {
    return client(user, SCRAM, ALIEN);
  }

  /** As above, where the broker's certificate has expired. */
  Map<String, String> clientOfExpiredBroker(String user) {
    return client(user, EXPIRED, AUTHORITY);
  }

  /** As above, where the broker's certificate is another host's. */
  Map<String, String> clientOfOtherHost(String user) {
    return client(user, ELSEWHERE, AUTHORITY);
  }

  private Map<String, String> client(String user, int listener, String authority) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", kafka.securedBootstrapServers(listener));
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put("sasl.jaas.config", "${directory:%s:jaas-%s}".formatted(folder, user));
    trust(settings, authority);
    return settings;
  }

  /** How somebody with a certificate reaches the broker. */
  Map<String, String> certified(String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("bootstrap.servers", kafka.securedBootstrapServers(MUTUAL_TLS));
    settings.put("security.protocol", "SSL");
    settings.put("ssl.keystore.type", "PKCS12");
    settings.put("ssl.keystore.location", certificates.keyStore(name).toString());
    settings.put("ssl.keystore.password", storePassword());
    settings.put("ssl.key.password", storePassword());
    trust(settings, AUTHORITY);
    return settings;
  }

  private void trust(Map<String, String> settings, String authority) {
    settings.put("ssl.truststore.type", "PKCS12");
    settings.put("ssl.truststore.location", certificates.trustStore(authority).toString());
    settings.put("ssl.truststore.password", storePassword());
  }

  private String storePassword() {
    return "${directory:%s:password}".formatted(folder);
  }

  /** The settings as YAML, for a file of a gateway, a notifier or any command. */
  static String yaml(Map<String, String> client, boolean withBrokers) {
    List<String> entries = new ArrayList<>();
    client.forEach(
        (key, value) -> {
          if (withBrokers || !key.equals("bootstrap.servers")) {
            entries.add("%s: '%s'".formatted(key, value));
          }
        });
    return "{" + String.join(", ", entries) + "}";
  }

  /** A file of options for any command that is not the gateway or the notifier. */
  Path config(String name, Map<String, String> client) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        "bootstrap-servers: %s%nkafka: %s%n"
            .formatted(client.get("bootstrap.servers"), yaml(client, false)));
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
