/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The certificate of a server at 127.0.0.1 that no public authority has signed.
 *
 * @param store it and its key, PKCS#12
 * @param certificate it, PEM
 * @param key its key, PEM
 */
public record SelfSigned(Path store, Path certificate, Path key) {

  public static final String PASSWORD = "s3cret";
  private static final String ALIAS = "server";
  private static final int LINE = 64;

  /** A new one. */
  public static SelfSigned in(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Path certificate = folder.resolve("certificate.pem");
    String common = " -keystore %s -storepass %s -alias %s".formatted(store, PASSWORD, ALIAS);
    keytool("-genkeypair -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1" + common);
    keytool("-exportcert -rfc -file " + certificate + common);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key);
    return new SelfSigned(
        store,
        certificate,
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(text)));
  }

  private static void keytool(String arguments) throws Exception {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process = new ProcessBuilder((tool + " " + arguments).split(" +")).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
