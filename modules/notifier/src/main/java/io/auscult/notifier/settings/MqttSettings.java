/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;

import io.auscult.cli.YamlSection;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A broker of MQTT 5.
 *
 * @param url {@code mqtt://host:port}, or {@code mqtts} for TLS; without a port 1883 or 8883
 * @param user null for none
 * @param password null for none
 * @param topicPrefix before all topics
 * @param clientId of this notifier's connection; no other may have it
 */
public record MqttSettings(
    URI url,
    @Nullable String user,
    @Nullable SecretFile password,
    String topicPrefix,
    String clientId,
    Connection connection)
    implements TargetSettings {

  private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts");
  private static final Pattern PREFIX = Pattern.compile("[^+#\\p{Cntrl}]{1,200}");
  private static final Pattern CLIENT_ID = Pattern.compile("\\P{Cntrl}{1,200}");

  public MqttSettings {
    require(
        PREFIX.matcher(topicPrefix).matches()
            && !topicPrefix.endsWith("/")
            && !topicPrefix.startsWith("$"),
        "topicPrefix '%s' is no beginning of a topic: no '+', '#', no '$' at its beginning, no '/' at its end"
            .formatted(topicPrefix));
    require(
        CLIENT_ID.matcher(clientId).matches(), "clientId must be one line of 1 to 200 characters");
    require(url.getPath().isEmpty() && url.getQuery() == null, "url must end with the port");
    require(password == null || user != null, "user is missing: passwordFile goes with one");
    require(
        connection.caFile() == null || hasTls(url),
        "caFile goes with an address mqtts://host:port");
  }

  private static boolean hasTls(URI url) {
    return "mqtts".equalsIgnoreCase(url.getScheme());
  }

  /** Whether the connection is encrypted. */
  public boolean hasTls() {
    return hasTls(url);
  }

  public int port() {
    return url.getPort() >= 0 ? url.getPort() : hasTls() ? 8883 : 1883;
  }

  /**
   * Reads.
   *
   * @param clientId where the file has none
   */
  static MqttSettings read(YamlSection yaml, String clientId) {
    yaml.only("url", "user", "passwordFile", "topicPrefix", "clientId", "timeout", "caFile");
    return yaml.make(
        () ->
            new MqttSettings(
                Addresses.of(yaml, "url", yaml.text("url"), SCHEMES),
                yaml.optionalText("user"),
                yaml.has("passwordFile") ? SecretFile.of(yaml, "passwordFile") : null,
                yaml.text("topicPrefix", "auscult"),
                yaml.text("clientId", clientId),
                Connection.read(yaml)));
  }
}
