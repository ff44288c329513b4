/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;
import static io.auscult.notifier.settings.Checks.requireBetween;

import io.auscult.cli.YamlSection;
import io.auscult.operations.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * All that a notifier is told. No text of it has a secret.
 *
 * @param name of this notifier, in the names of its clients; by default the host's
 * @param source the beginning of the CloudEvents' {@code source}, for example {@code /auscult}
 * @param lookBack how far back what is still open is looked for, at a start
 * @param criticalAfter an anomaly that lasts so long is critical
 * @param seed of the waits between tries
 * @param http where health and metrics are answered
 * @param sinks at least one; their names are unique
 */
public record NotifierSettings(
    String name,
    String source,
    Duration lookBack,
    Duration criticalAfter,
    long seed,
    KafkaSettings kafka,
    ListenAddress http,
    List<SinkSettings> sinks) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
  private static final Pattern SOURCE = Pattern.compile("[a-zA-Z0-9._~:/-]{1,200}");

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the path of what is wrong
   */
  public NotifierSettings {
    sinks = List.copyOf(sinks);
    require(
        NAME.matcher(name).matches(),
        "name '%s' must be letters, digits, '.', '_' and '-'".formatted(name));
    require(
        SOURCE.matcher(source).matches() && !source.endsWith("/"),
        "source '%s' must be the beginning of a URI, like /auscult or https://auscult.plant"
            .formatted(source));
    requireBetween("lookBack", lookBack, Duration.ofMinutes(1), Duration.ofDays(90));
    requireBetween("criticalAfter", criticalAfter, Duration.ofSeconds(1), Duration.ofDays(90));
    require(!sinks.isEmpty(), "sinks is missing: there is nobody to tell");
    requireUniqueNames(sinks);
  }

  private static void requireUniqueNames(List<SinkSettings> sinks) {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < sinks.size(); i++) {
      String place = "sinks[%d]".formatted(i);
      String other = places.put(sinks.get(i).name(), place);
      require(
          other == null,
          "%s.name '%s' is also that of %s".formatted(place, sinks.get(i).name(), other));
    }
  }

  /**
   * Reads a file.
   *
   * @param overrides what has precedence, by path: {@code name}, or section and key, for example
   *     {@code kafka.bootstrap.servers} or {@code http.port}
   * @throws io.auscult.cli.ConfigurationException in one line that names the file and the setting
   * @throws IOException if the file cannot be read
   */
  public static NotifierSettings read(Path file, Map<String, String> overrides) throws IOException {
    YamlSection yaml = YamlSection.read(file).with(overrides);
    yaml.only("name", "source", "lookBack", "criticalAfter", "seed", "kafka", "http", "sinks");
    String name = yaml.text("name", hostName());
    return yaml.make(
        () ->
            new NotifierSettings(
                name,
                yaml.text("source", "/auscult"),
                yaml.duration("lookBack", Duration.ofDays(7)),
                yaml.duration("criticalAfter", Duration.ofMinutes(10)),
                yaml.integer("seed", name.hashCode()),
                KafkaSettings.read(yaml.section("kafka")),
                HttpSettings.read(yaml.section("http")),
                yaml.sections("sinks").stream()
                    .map(sink -> SinkSettings.read(sink, name))
                    .toList()));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "notifier";
    }
  }
}
