/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.settings.WebhookSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Posts each event to an HTTP server, signed. */
public final class WebhookSink implements Sink {

  private final WebhookSettings settings;
  private final CloudEvents events;
  private final HttpSender http;
  private boolean isOpen;

  public WebhookSink(WebhookSettings settings, CloudEvents events) {
    this.settings = settings;
    this.events = events;
    this.http = new HttpSender(settings.connection(), settings.headers());
  }

  /** Whether somebody listens; what he says shows only when there is something to tell. */
  @Override
  public void open() throws DeliveryException {
    URI url = settings.url();
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(url.getHost(), port);
      if (address.isUnresolved()) {
        throw DeliveryException.failed(HttpSender.host(url) + ": nobody knows that host");
      }
      socket.connect(address, Math.toIntExact(settings.connection().timeout().toMillis()));
      isOpen = true;
    } catch (IOException e) {
      throw DeliveryException.failed(
          "%s: nobody listens there (%s)".formatted(HttpSender.host(url), e.getMessage()));
    }
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void tell(Change change) throws DeliveryException, InterruptedException {
    post(events.of(change.notice()));
  }

  @Override
  public void limited(Change change) {}

  @Override
  public void summarize(Summary summary) throws DeliveryException, InterruptedException {
    post(events.of(summary));
  }

  @Override
  public @Nullable Duration refreshEvery() {
    return null;
  }

  @Override
  public void refresh(Collection<Notice> open) {}

  @Override
  public String check() throws DeliveryException, InterruptedException {
    post(events.check(UUID.randomUUID().toString(), Instant.now()));
    return "%s took an event of the type io.auscult.check"
        .formatted(HttpSender.host(settings.url()));
  }

  private void post(byte[] body) throws DeliveryException, InterruptedException {
    http.post(settings.url(), CloudEvents.MEDIA_TYPE, body, signature(body));
  }

  private Map<String, String> signature(byte[] body) throws DeliveryException {
    if (settings.secret() == null) {
      return Map.of();
    }
    try {
      return Signature.headers(settings.secret().read(), Instant.now(), body);
    } catch (IOException e) {
      throw DeliveryException.failed("secretFile cannot be read: " + e.getMessage());
    }
  }

  @Override
  public void close() {}
}
