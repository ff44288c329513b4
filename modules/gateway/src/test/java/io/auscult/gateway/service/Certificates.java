/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keys and certificates, made by the JDK's keytool; everybody trusts them all.
 *
 * @param folder of the stores
 * @param password of the stores
 */
record Certificates(Path folder, String password) {

  /** Begins with the broker's. */
  static Certificates make(Path folder, String password) throws Exception {
    Certificates certificates = new Certificates(folder, password);
    certificates.make("broker");
    Files.writeString(folder.resolve("password"), password);
    return certificates;
  }

  /** Adds one. */
  void make(String name) throws Exception {
    keytool(
        keyStore(name),
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
    Path certificate = folder.resolve(name + ".crt");
    keytool(keyStore(name), name, "-exportcert", "-file", certificate.toString());
    keytool(trustStore(), name, "-importcert", "-noprompt", "-file", certificate.toString());
  }

  Path keyStore(String name) {
    return folder.resolve(name + ".p12");
  }

  Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** Those of a client, as they stand in the gateway's YAML behind others. */
  String settings(String name) {
    String secret = "\"${directory:%s:password}\"".formatted(folder);
    return String.join(
        ", ",
        ", security.protocol: SSL",
        "ssl.keystore.type: PKCS12",
        "ssl.keystore.location: \"%s\"".formatted(keyStore(name)),
        "ssl.keystore.password: " + secret,
        "ssl.key.password: " + secret,
        "ssl.truststore.type: PKCS12",
        "ssl.truststore.location: \"%s\"".formatted(trustStore()),
        "ssl.truststore.password: " + secret);
  }

  private void keytool(Path store, String alias, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", alias, "-keystore", store.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + command);
    }
  }
}
