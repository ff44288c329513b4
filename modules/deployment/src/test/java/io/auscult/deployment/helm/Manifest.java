/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An object for Kubernetes.
 *
 * @param json all of it
 */
record Manifest(JsonNode json) {

  String kind() {
    return json.path("kind").asText();
  }

  String name() {
    return json.path("metadata").path("name").asText();
  }

  boolean isA(String kind) {
    return kind().equals(kind);
  }

  /** Whether pods are made of it. */
  boolean hasPod() {
    return !podTemplate().isMissingNode();
  }

  /** Metadata and spec of its pods; missing if it has none. */
  JsonNode podTemplate() {
    return switch (kind()) {
      case "Pod" -> json;
      case "Deployment", "StatefulSet", "DaemonSet", "Job" -> json.path("spec").path("template");
      case "CronJob" -> json.at("/spec/jobTemplate/spec/template");
      default -> MissingNode.getInstance();
    };
  }

  JsonNode podSpec() {
    return podTemplate().path("spec");
  }

  Map<String, String> podLabels() {
    return texts(podTemplate().path("metadata").path("labels"));
  }

  List<JsonNode> containers() {
    return Stream.of("initContainers", "containers")
        .flatMap(key -> list(podSpec().path(key)).stream())
        .toList();
  }

  /** Whether its pods have all labels that a selector wants. */
  boolean isSelectedBy(JsonNode selector) {
    Map<String, String> labels = podLabels();
    return labels.entrySet().containsAll(texts(selector.path("matchLabels")).entrySet())
        && list(selector.path("matchExpressions")).stream()
            .allMatch(
                wanted ->
                    list(wanted.path("values")).stream()
                        .anyMatch(
                            value ->
                                value.asText().equals(labels.get(wanted.path("key").asText()))));
  }

  /** The names of the ports of its containers. */
  List<String> portNames() {
    return containers().stream()
        .flatMap(container -> list(container.path("ports")).stream())
        .map(port -> port.path("name").asText())
        .toList();
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
