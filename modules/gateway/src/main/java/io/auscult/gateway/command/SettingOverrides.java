/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What goes before the settings' file: {@code AUSCULT_SPOOL_MAX_BYTES} for {@code spool.maxBytes},
 * and before that {@code --set spool.maxBytes=...}. The sources are in the file alone, and the name
 * has no variable.
 */
final class SettingOverrides {

  private static final String PREFIX = "AUSCULT_";

  /** Beginnings of the names; other variables of Auscult are not the gateway's. */
  private static final List<String> SECTIONS =
      List.of("kafka", "publish", "spool", "watchdog", "signal", "clock", "http");

  static final List<String> PATHS =
      List.of(
          "publish.audioTopic",
          "publish.healthTopic",
          "publish.encoding",
          "publish.replaySpeed",
          "spool.folder",
          "spool.maxBytes",
          "spool.segmentBytes",
          "spool.whenFull",
          "spool.fsync",
          "spool.fsyncInterval",
          "watchdog.stalledAfter",
          "watchdog.restartFirst",
          "watchdog.restartMost",
          "watchdog.failedAfter",
          "signal.silentBelowDbfs",
          "signal.silentAfter",
          "signal.clippingShare",
          "signal.clippingAfter",
          "signal.constantAfter",
          "clock.reportSkew",
          "clock.newStreamAt",
          "http.address",
          "http.port");

  private SettingOverrides() {}

  /**
   * All of them by path.
   *
   * @param environment of the process
   * @param set those of {@code --set}
   * @throws CommandFailedException if a variable names no setting
   */
  static Map<String, String> of(Map<String, String> environment, Map<String, String> set) {
    Map<String, String> overrides = new TreeMap<>();
    Map<String, String> paths = pathsByVariable();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (isOurs(variable)) {
                overrides.put(path(variable, paths), value);
              }
            });
    overrides.putAll(set);
    return overrides;
  }

  private static boolean isOurs(String variable) {
    return SECTIONS.stream()
        .anyMatch(section -> variable.startsWith(PREFIX + section.toUpperCase(Locale.ROOT) + "_"));
  }

  private static String path(String variable, Map<String, String> paths) {
    String path = paths.get(variable);
    if (path == null) {
      throw new CommandFailedException(
          variable
              + " names no setting of the gateway"
              + NearestName.of(variable, paths.keySet())
                  .map(name -> ": did you mean " + name + "?")
                  .orElse(""));
    }
    return path;
  }

  private static Map<String, String> pathsByVariable() {
    Map<String, String> paths = new HashMap<>();
    Stream.concat(
            PATHS.stream(), ProducerConfig.configNames().stream().map(name -> "kafka." + name))
        .forEach(path -> paths.put(variable(path), path));
    return paths;
  }

  /** {@code spool.maxBytes} is {@code AUSCULT_SPOOL_MAX_BYTES}. */
  static String variable(String path) {
    return PREFIX
        + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
