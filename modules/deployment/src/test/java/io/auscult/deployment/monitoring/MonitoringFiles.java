/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The dashboards and rules as they are brought into a plant. */
final class MonitoringFiles {

  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  static final Path RULES = ROOT.resolve("helm/auscult/files/rules/auscult.yaml");
  private static final Path DASHBOARDS = ROOT.resolve("helm/auscult/files/dashboards");

  private MonitoringFiles() {}

  /** By file name. */
  static Map<String, JsonNode> dashboards() throws IOException {
    Map<String, JsonNode> dashboards = new TreeMap<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.toList()) {
        dashboards.put(
            file.getFileName().toString(), new JsonMapper().readTree(Files.readString(file)));
      }
    }
    return dashboards;
  }

  /** The panels of a dashboard that show something. */
  static List<JsonNode> panels(JsonNode dashboard) {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : new YAMLMapper().readTree(Files.readString(RULES)).path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  /** Every expression of every panel and rule. */
  static List<Query> queries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> dashboard : dashboards().entrySet()) {
      for (JsonNode panel : panels(dashboard.getValue())) {
        for (JsonNode target : panel.path("targets")) {
          queries.add(
              new Query(
                  dashboard.getKey() + ": " + panel.path("title").asText(),
                  target.path("expr").asText(),
                  Query.labelsIn(target.path("legendFormat").asText())));
        }
      }
    }
    for (JsonNode alert : alerts()) {
      Set<String> labels = new HashSet<>();
      alert.path("annotations").forEach(text -> labels.addAll(Query.labelsIn(text.asText())));
      queries.add(
          new Query(alert.path("alert").asText(), alert.path("expr").asText().strip(), labels));
    }
    return queries;
  }
}
