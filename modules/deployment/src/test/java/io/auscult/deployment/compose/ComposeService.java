/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A service of the compose file.
 *
 * @param settings all that the file says about it
 */
record ComposeService(String name, JsonNode settings) {

  /**
   * What is seen in the container of something outside.
   *
   * @param source a path, relative to the compose file, or the name of a volume
   */
  record Mount(String source, String target) {

    static Mount of(String text) {
      String[] parts = text.split(":", -1);
      return new Mount(parts[0], parts[1]);
    }

    /** Whether it is a path of the repository, no volume. */
    boolean isBound() {
      return source.startsWith(".");
    }
  }

  String image() {
    return settings.path("image").asText();
  }

  /** Whether it runs the image of this repository. */
  boolean isOurs() {
    return settings.has("build");
  }

  /** Whether it is left out when no profile is asked for. */
  boolean isOptional() {
    return settings.has("profiles");
  }

  /** Whether it goes on for ever. */
  boolean isLasting() {
    return !settings.path("restart").asText().equals("no");
  }

  /** Whether it answers the image's health check. */
  boolean hasPages() {
    return isOurs() && !settings.path("healthcheck").path("disable").asBoolean();
  }

  List<String> entrypoint() {
    return texts("entrypoint");
  }

  List<String> command() {
    return texts("command");
  }

  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    settings
        .path("environment")
        .properties()
        .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
    return environment;
  }

  List<Mount> mounts() {
    return texts("volumes").stream().map(Mount::of).toList();
  }

  /** What each service that it waits for must have come to. */
  Map<String, String> conditions() {
    Map<String, String> conditions = new LinkedHashMap<>();
    settings
        .path("depends_on")
        .properties()
        .forEach(
            entry -> conditions.put(entry.getKey(), entry.getValue().get("condition").asText()));
    return conditions;
  }

  /** As the Java launcher takes it: {@code 512m}. */
  String memory() {
    return settings.path("mem_limit").asText();
  }

  List<String> texts(String key) {
    JsonNode list = settings.path(key);
    Stream<JsonNode> items = StreamSupport.stream(list.spliterator(), false);
    return new ArrayList<>(items.map(JsonNode::asText).toList());
  }
}
