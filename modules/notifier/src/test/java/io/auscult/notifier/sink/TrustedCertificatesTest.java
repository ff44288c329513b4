/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.settings.Connection;
import io.auscult.notifier.settings.WebhookSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A webhook whose certificate no public authority has signed. */
@Timeout(60)
class TrustedCertificatesTest {

  private static final char[] PASSWORD = SelfSigned.PASSWORD.toCharArray();
  private static final Notice OPENED = notice(opened("fan-1", "a1", T0));

  @TempDir Path folder;

  private HttpsServer server;
  private Path certificate;

  @BeforeEach
  void start() throws Exception {
    SelfSigned own = SelfSigned.in(folder);
    certificate = own.certificate();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(own.store())));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldBelieveAServerWhoseCertificateIsInTheFileAndNoOther() {
    assertThatCode(() -> sink(certificate).tell(new Change(OPENED, null, List.of())))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> sink(null).tell(new Change(OPENED, null, List.of())))
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("SSLHandshakeException")
        .message()
        .hasLineCount(1);
  }

  @Test
  void shouldSayThatAFileHasNoCertificates() throws Exception {
    Path other = Files.writeString(folder.resolve("other.pem"), "");

    assertThatThrownBy(() -> sink(other).tell(new Change(OPENED, null, List.of())))
        .hasMessage("caFile %s has no certificate".formatted(other));
  }

  private WebhookSink sink(Path caFile) {
    return new WebhookSink(
        new WebhookSettings(
            URI.create("https://127.0.0.1:%d/".formatted(server.getAddress().getPort())),
            null,
            Map.of(),
            new Connection(Duration.ofSeconds(20), caFile)),
        new CloudEvents("/auscult"));
  }

  private static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
