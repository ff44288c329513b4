/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.YamlSection;
import io.auscult.gateway.settings.InputSettings.StdinInput;
import io.auscult.operations.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * All that a gateway is told. No text of it has a secret.
 *
 * @param name of this gateway, in metrics and as Kafka's {@code client.id}; by default the host's
 * @param http where health and metrics are answered
 * @param sources at least one; their names and the ids of their sensors are unique
 */
public record GatewaySettings(
    String name,
    KafkaSettings kafka,
    PublishSettings publish,
    SpoolSettings spool,
    WatchdogSettings watchdog,
    SignalSettings signal,
    ClockSettings clock,
    ListenAddress http,
    List<SourceSettings> sources) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * Validates.
   *
   * @throws IllegalArgumentException that begins with the path of what is wrong
   */
  public GatewaySettings {
    sources = List.copyOf(sources);
    require(
        NAME.matcher(name).matches(),
        "name '%s' must be letters, digits, '.', '_' and '-'".formatted(name));
    require(!sources.isEmpty(), "sources is missing: there is nothing to listen to");
    requireUniqueNames(sources);
    requireUniqueSensors(sources);
    requireOneReaderOfStandardInput(sources);
  }

  private static void requireUniqueNames(List<SourceSettings> sources) {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      String place = "sources[%d]".formatted(i);
      String other = places.put(sources.get(i).name(), place);
      require(
          other == null,
          "%s.name '%s' is also that of %s".formatted(place, sources.get(i).name(), other));
    }
  }

  /** How many channels a file has shows when it is opened: any number is kept free for it. */
  private static void requireUniqueSensors(List<SourceSettings> sources) {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      SourceSettings source = sources.get(i);
      PcmFormat format = source.input().format();
      if (source.channels() instanceof ChannelMap.PerChannel map) {
        for (int k = 0; k < map.sensors().size(); k++) {
          claim(places, map.sensors().get(k), "sources[%d].sensors[%d]".formatted(i, k));
        }
      } else if (format != null) {
        claimAll(places, source, format.channels(), "sources[%d]".formatted(i));
      } else {
        claimAll(places, source, 1, "sources[%d]".formatted(i));
        claimAll(places, source, ChannelMap.MOST_CHANNELS, "sources[%d]".formatted(i));
      }
    }
  }

  private static void claimAll(
      Map<String, String> places, SourceSettings source, int channels, String place) {
    source.channels().sensors(channels).forEach(sensor -> claim(places, sensor, place));
  }

  private static void claim(Map<String, String> places, SensorSettings sensor, String place) {
    String other = places.put(sensor.sensor(), place);
    require(
        other == null,
        "%s: sensor '%s' is also that of %s: give each its own id with 'sensor'"
            .formatted(place, sensor.sensor(), other));
  }

  private static void requireOneReaderOfStandardInput(List<SourceSettings> sources) {
    int reader = -1;
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).input() instanceof StdinInput) {
        require(
            reader < 0,
            "sources[%d].stdin: sources[%d] reads standard input already".formatted(i, reader));
        reader = i;
      }
    }
  }

  /** A gateway of which only this is said; metrics on any free port of the loopback. */
  public static GatewaySettings standard(
      KafkaSettings kafka, Path spool, List<SourceSettings> sources) {
    return new GatewaySettings(
        hostName(),
        kafka,
        PublishSettings.standard(),
        SpoolSettings.in(spool),
        WatchdogSettings.standard(),
        SignalSettings.standard(),
        ClockSettings.standard(),
        new ListenAddress(InetAddress.getLoopbackAddress(), 0, "http.port"),
        sources);
  }

  /**
   * Reads a file.
   *
   * @param overrides what has precedence, by path: {@code name}, or section and key, for example
   *     {@code kafka.bootstrap.servers} or {@code http.port}
   * @throws io.auscult.cli.ConfigurationException in one line that names the file and the setting
   * @throws IOException if the file cannot be read
   */
  public static GatewaySettings read(Path file, Map<String, String> overrides) throws IOException {
    YamlSection yaml = YamlSection.read(file).with(overrides);
    yaml.only(
        "name", "kafka", "publish", "spool", "watchdog", "signal", "clock", "http", "sources");
    return yaml.make(
        () ->
            new GatewaySettings(
                yaml.text("name", hostName()),
                KafkaSettings.read(yaml.section("kafka")),
                PublishSettings.read(yaml.section("publish")),
                SpoolSettings.read(yaml.section("spool")),
                WatchdogSettings.read(yaml.section("watchdog")),
                SignalSettings.read(yaml.section("signal")),
                ClockSettings.read(yaml.section("clock")),
                HttpSettings.read(yaml.section("http")),
                yaml.sections("sources").stream().map(SourceSettings::read).toList()));
  }

  /**
   * Reads the sources of a file alone: secrets that only the gateway's box has do not matter.
   *
   * @throws io.auscult.cli.ConfigurationException in one line that names the file and the setting
   * @throws IOException if the file cannot be read
   */
  public static List<SourceSettings> readSources(Path file) throws IOException {
    return YamlSection.read(file).sections("sources").stream().map(SourceSettings::read).toList();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "gateway";
    }
  }
}
