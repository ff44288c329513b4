/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.JsonOutput;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.settings.AlertmanagerSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps alerts in Alertmanagers as long as what they tell of is open. It counts as told when one of
 * them has taken it: each alert that is open is told again to all of them with each refresh, and
 * one that is not told again ends by itself.
 */
public final class AlertmanagerSink implements Sink {

  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerSink.class);
  private static final int MOST_AT_ONCE = 100;

  private final AlertmanagerSettings settings;
  private final Alerts alerts;
  private final HttpSender http;
  private final InstantSource clock;
  private final Set<URI> failing = new HashSet<>();
  private boolean isOpen;

  public AlertmanagerSink(AlertmanagerSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.alerts = new Alerts(settings.labels(), settings.refresh());
    this.http = new HttpSender(settings.connection(), settings.headers());
  }

  @Override
  public void open() throws DeliveryException, InterruptedException {
    atLeastOne(url -> http.get(api(url, "status")));
    isOpen = true;
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void tell(Change change) throws DeliveryException, InterruptedException {
    List<Map<String, Object>> post = alerts.of(change, clock.instant());
    if (!post.isEmpty()) {
      post(post);
    }
  }

  @Override
  public void limited(Change change) {
    throw new IllegalStateException("an Alertmanager has no limit");
  }

  @Override
  public void summarize(Summary summary) {
    throw new IllegalStateException("an Alertmanager has no limit");
  }

  @Override
  public Duration refreshEvery() {
    return settings.refresh();
  }

  @Override
  public void refresh(Collection<Notice> open) throws DeliveryException, InterruptedException {
    failing.clear();
    Instant now = clock.instant();
    List<Notice> all = List.copyOf(open);
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      List<Notice> some = all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE));
      post(some.stream().map(notice -> alerts.firing(notice, now)).toList());
    }
  }

  private void post(List<Map<String, Object>> alerts)
      throws DeliveryException, InterruptedException {
    byte[] body = JsonOutput.line(alerts).getBytes(UTF_8);
    atLeastOne(url -> http.post(api(url, "alerts"), "application/json", body, Map.of()));
  }

  /** A request to one of them. */
  private interface Request {
    void send(URI url) throws DeliveryException, InterruptedException;
  }

  /** One that failed is left alone until the next refresh: if it stalls, the others must not. */
  private void atLeastOne(Request request) throws DeliveryException, InterruptedException {
    List<DeliveryException> failures = new ArrayList<>();
    int taken = 0;
    for (URI url : settings.urls()) {
      if (!failing.contains(url)) {
        try {
          request.send(url);
          taken++;
        } catch (DeliveryException e) {
          failures.add(e);
          failing.add(url);
        }
      }
    }
    if (taken == 0) {
      failing.clear();
      throw failures.stream()
          .filter(failure -> !failure.isRefused())
          .findFirst()
          .orElse(failures.get(0));
    }
    for (DeliveryException failure : failures) {
      LOG.warn("one of several Alertmanagers failed reason={}", failure.getMessage());
    }
  }

  private static URI api(URI url, String page) {
    String base = url.toString();
    return URI.create(base + (base.endsWith("/") ? "" : "/") + "api/v2/" + page);
  }

  @Override
  public String check() throws DeliveryException, InterruptedException {
    List<String> hosts = new ArrayList<>();
    for (URI url : settings.urls()) {
      http.get(api(url, "status"));
      hosts.add(HttpSender.host(url));
    }
    return String.join(" and ", hosts) + (hosts.size() == 1 ? " answers" : " answer");
  }

  @Override
  public void close() {}
}
