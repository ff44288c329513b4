/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container that runs the command {@code auscult}.
 *
 * @param where for messages
 * @param arguments of the command
 * @param environment whose values from the pod's fields are names that could be
 */
record RenderedContainer(String where, List<String> arguments, Map<String, String> environment) {

  /** Those of all manifests that run the image's own command. */
  static List<RenderedContainer> commands(List<Manifest> manifests) {
    List<RenderedContainer> containers = new ArrayList<>();
    for (Manifest manifest : manifests) {
      for (JsonNode container : manifest.containers()) {
        if (!container.has("command")) {
          containers.add(of(manifest + " " + container.path("name").asText(), container));
        }
      }
    }
    return containers;
  }

  private static RenderedContainer of(String where, JsonNode container) {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : container.path("env")) {
      environment.put(
          variable.path("name").asText(),
          variable.has("valueFrom") ? "pod-0" : variable.path("value").asText());
    }
    List<String> arguments =
        Manifest.list(container.path("args")).stream()
            .map(argument -> expanded(argument.asText(), environment))
            .toList();
    return new RenderedContainer(where, arguments, environment);
  }

  /** As the kubelet does: {@code $(NAME)}. */
  private static String expanded(String argument, Map<String, String> environment) {
    String expanded = argument;
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
    }
    return expanded;
  }
}
