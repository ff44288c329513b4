/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;
import static io.auscult.notifier.settings.Checks.requireBetween;

import io.auscult.cli.YamlSection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Alertmanagers, all of which are told.
 *
 * @param urls at least one; without {@code /api/v2}
 * @param refresh so often an open alert is told again
 * @param labels of every alert, beside its own
 * @param headers sent with each request
 */
public record AlertmanagerSettings(
    List<URI> urls,
    Duration refresh,
    Map<String, String> labels,
    Map<String, SecretFile> headers,
    Connection connection)
    implements TargetSettings {

  private static final Duration STANDARD_REFRESH = Duration.ofMinutes(1);
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  /** Labels that the notifier gives. */
  private static final Set<String> OWN =
      Set.of("alertname", "machine", "site", "line", "severity", "sensor", "kind");

  public AlertmanagerSettings {
    urls = List.copyOf(urls);
    labels = Map.copyOf(labels);
    headers = Map.copyOf(headers);
    require(!urls.isEmpty(), "urls is missing: like [http://alertmanager:9093]");
    requireBetween("refresh", refresh, Duration.ofSeconds(1), Duration.ofMinutes(10));
    for (String label : labels.keySet()) {
      require(LABEL.matcher(label).matches(), "labels.%s is no name of a label".formatted(label));
      require(!OWN.contains(label), "labels.%s cannot be set: the notifier does".formatted(label));
    }
  }

  static AlertmanagerSettings read(YamlSection yaml) {
    yaml.only("urls", "refresh", "labels", "headers", "timeout", "caFile");
    return yaml.make(
        () ->
            new AlertmanagerSettings(
                urls(yaml),
                yaml.duration("refresh", STANDARD_REFRESH),
                yaml.section("labels").entries(),
                Headers.read(yaml.section("headers")),
                Connection.read(yaml)));
  }

  private static List<URI> urls(YamlSection yaml) {
    List<URI> urls = new ArrayList<>();
    for (String text : yaml.texts("urls")) {
      String key = "urls[%d]".formatted(urls.size());
      urls.add(Addresses.of(yaml, key, text, WebhookSettings.SCHEMES));
    }
    return urls;
  }
}
