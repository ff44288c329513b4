/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Rules and dashboards get into the cluster as they are, whichever there are. */
class MonitoringTest {

  private static final String RULES =
      """
      groups:
        - name: auscult
          rules:
            - alert: AuscultLag
              expr: auscult_lag_chunks > 100
              for: 5m
              annotations:
                summary: "{{ $labels.role }} is {{ $value | humanize }} chunks behind"
      """;

  private static final String DASHBOARD = "{\"title\": \"{{role}} and $machine\", \"n\": 1}\n";

  @TempDir Path folder;

  private Path chart;

  @BeforeEach
  void copyChartWithoutRulesAndDashboards() throws IOException {
    chart = Chart.ours().copyTo(folder.resolve("auscult")).folder();
    Path files = chart.resolve("files");
    if (Files.exists(files)) {
      try (Stream<Path> delivered = Files.walk(files)) {
        for (Path path : delivered.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Test
  void shouldDoWithoutRulesAndDashboards() {
    assertThat(render())
        .noneMatch(manifest -> manifest.isA("PrometheusRule"))
        .noneMatch(manifest -> manifest.name().contains("dashboard"));
  }

  @Test
  void shouldPassOnRulesAsTheyAre() throws IOException {
    // Given
    Files.createDirectories(chart.resolve("files/rules"));
    Files.writeString(chart.resolve("files/rules/auscult.yaml"), RULES);

    // When
    Manifest rule =
        render().stream()
            .filter(manifest -> manifest.isA("PrometheusRule"))
            .findFirst()
            .orElseThrow();

    // Then
    JsonNode rules = new ObjectMapper().valueToTree(new Yaml().<Object>load(RULES));
    assertThat(rule.json().path("spec")).isEqualTo(rules);
    assertThat(rule.json().at("/metadata/labels/release").asText()).isEqualTo("prometheus");
    assertThatCode(() -> KubernetesSchemas.check(rule.json())).doesNotThrowAnyException();
  }

  @Test
  void shouldPassOnDashboardsAsTheyAre() throws IOException {
    // Given
    Files.createDirectories(chart.resolve("files/dashboards"));
    Files.writeString(chart.resolve("files/dashboards/Fleet.json"), DASHBOARD);
    Files.writeString(chart.resolve("files/dashboards/machine.json"), DASHBOARD);

    // When
    List<Manifest> dashboards =
        render().stream().filter(manifest -> manifest.name().contains("dashboard")).toList();

    // Then
    assertThat(dashboards)
        .extracting(Manifest::name)
        .containsExactly("auscult-dashboard-fleet", "auscult-dashboard-machine");
    assertThat(dashboards.get(0).json().at("/data/Fleet.json").asText()).isEqualTo(DASHBOARD);
    assertThat(dashboards.get(0).json().at("/metadata/labels/grafana_dashboard").asText())
        .isEqualTo("1");
  }

  /** What rules and dashboards ask for by job and role. */
  @Test
  void shouldCallJobsAndRolesAsInTheOtherDeployments() {
    for (Manifest monitor : render()) {
      if (monitor.isA("PodMonitor")) {
        assertThat(monitor.json().findValuesAsText("targetLabel")).containsExactly("job", "role");
      }
    }
  }

  private List<Manifest> render() {
    return new Chart(chart).manifests(Chart.values("mtls-values.yaml"), Map.of());
  }
}
