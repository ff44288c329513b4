/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A broker that knows a client, and a client that knows the broker, by certificates that the JDK's
 * keytool makes. The client's are PEM, as in a Secret of the type kubernetes.io/tls.
 *
 * @param brokerKeys PKCS12 with the broker's key
 * @param brokerTrust PKCS12 with the client's certificate
 */
record ClientCertificates(Path brokerKeys, Path brokerTrust) {

  static final String PASSWORD = "only for this test";

  /**
   * Makes them.
   *
   * @param secret where tls.crt, tls.key and ca.crt are written
   * @param name the client's: its principal is {@code User:CN=NAME}
   */
  static ClientCertificates make(Path folder, Path secret, String name) throws Exception {
    Path broker = folder.resolve("broker.p12");
    Path client = folder.resolve("client.p12");
    Path trust = folder.resolve("trust.p12");
    Files.createDirectories(secret);
    generate(broker, "broker");
    generate(client, name);
    keytool(client, name, "-exportcert", "-rfc", "-file", secret.resolve("tls.crt").toString());
    keytool(broker, "broker", "-exportcert", "-rfc", "-file", secret.resolve("ca.crt").toString());
    keytool(trust, name, "-importcert", "-noprompt", "-file", secret.resolve("tls.crt").toString());
    Files.writeString(secret.resolve("tls.key"), privateKey(client, name));
    return new ClientCertificates(broker, trust);
  }

  private static String privateKey(Path store, String name)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key key = keys.getKey(name, PASSWORD.toCharArray());
    String encoded =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n";
  }

  private static void generate(Path store, String name) throws Exception {
    keytool(
        store,
        name,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-validity",
        "2",
        "-ext",
        "SAN=ip:127.0.0.1");
  }

  private static void keytool(Path store, String alias, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", alias, "-keystore", store.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + command);
    }
  }
}
