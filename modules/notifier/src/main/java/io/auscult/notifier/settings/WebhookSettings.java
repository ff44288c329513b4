/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import io.auscult.cli.YamlSection;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that takes events.
 *
 * @param secret both sides know it: what is sent is signed with it; null for no signature
 * @param headers sent with each event
 */
public record WebhookSettings(
    URI url, @Nullable SecretFile secret, Map<String, SecretFile> headers, Connection connection)
    implements TargetSettings {

  static final Set<String> SCHEMES = Set.of("http", "https");

  public WebhookSettings {
    headers = Map.copyOf(headers);
  }

  static WebhookSettings read(YamlSection yaml) {
    yaml.only("url", "secretFile", "headers", "timeout", "caFile");
    return yaml.make(
        () ->
            new WebhookSettings(
                Addresses.of(yaml, "url", yaml.text("url"), SCHEMES),
                yaml.has("secretFile") ? SecretFile.of(yaml, "secretFile") : null,
                Headers.read(yaml.section("headers")),
                Connection.read(yaml)));
  }
}
