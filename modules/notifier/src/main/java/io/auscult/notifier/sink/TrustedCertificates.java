/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Servers are believed whose certificates are signed by one in a file. */
final class TrustedCertificates {

  private TrustedCertificates() {}

  /** For a file of PEM certificates. */
  static TrustManagerFactory in(Path file) throws DeliveryException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, each);
      }
      if (count == 0) {
        throw DeliveryException.failed("caFile %s has no certificate".formatted(file));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (IOException | GeneralSecurityException e) {
      throw DeliveryException.failed(
          "caFile %s cannot be used: %s".formatted(file, e.getMessage()));
    }
  }

  /** The same, for Java's own clients. */
  static SSLContext context(Path file) throws DeliveryException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, in(file).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw DeliveryException.failed("no TLS: " + e.getMessage());
    }
  }
}
