/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DashboardsTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| (counter|gauge|histogram|summary) \\|");

  @Test
  void shouldSayOfEveryPanelWhatItShowsAndInWhichUnit() throws Exception {
    for (Map.Entry<String, JsonNode> dashboard : MonitoringFiles.dashboards().entrySet()) {
      for (JsonNode panel : MonitoringFiles.panels(dashboard.getValue())) {
        assertThat(panel.path("description").asText())
            .as("description of '%s' in %s", panel.path("title").asText(), dashboard.getKey())
            .hasSizeGreaterThan(15);
        assertThat(panel.at("/fieldConfig/defaults/unit").asText())
            .as("unit of '%s' in %s", panel.path("title").asText(), dashboard.getKey())
            .isNotBlank();
      }
    }
  }

  @Test
  void shouldReadEveryPanelFromTheSourceThatIsChosen() throws Exception {
    for (Map.Entry<String, JsonNode> dashboard : MonitoringFiles.dashboards().entrySet()) {
      List<String> sources = new ArrayList<>();
      dashboard
          .getValue()
          .findValues("datasource")
          .forEach(s -> sources.add(s.path("uid").asText()));
      JsonNode first = dashboard.getValue().at("/templating/list/0");

      assertThat(sources).as(dashboard.getKey()).isNotEmpty().containsOnly("${datasource}");
      assertThat(first.path("type").asText()).isEqualTo("datasource");
      assertThat(first.path("name").asText()).isEqualTo("datasource");
    }
  }

  @Test
  void shouldLinkOnlyToDashboardsThatThereAre() throws Exception {
    Map<String, JsonNode> dashboards = MonitoringFiles.dashboards();
    Set<String> uids = new HashSet<>();
    for (JsonNode dashboard : dashboards.values()) {
      assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
    }
    assertThat(dashboards).containsOnlyKeys("fleet.json", "machine.json", "pipeline.json");
    for (JsonNode dashboard : dashboards.values()) {
      for (JsonNode url : dashboard.findValues("url")) {
        assertThat(uids).contains(url.asText().replaceFirst("^/d/([\\w-]+).*$", "$1"));
      }
    }
  }

  @Test
  void shouldNameOnlyMetricsThatTheDocsDescribe() throws Exception {
    Set<String> described = described();
    for (Query query : MonitoringFiles.queries()) {
      assertThat(query.metrics()).as(query.where()).isNotEmpty().isSubsetOf(described);
    }
  }

  private static Set<String> described() throws Exception {
    Set<String> names = new TreeSet<>(Set.of("up"));
    for (String page : List.of("metrics.md", "gateway.md", "console.md", "notifier.md")) {
      Path file = MonitoringFiles.ROOT.resolve("docs").resolve(page);
      for (MatchResult row : ROW.matcher(Files.readString(file)).results().toList()) {
        names.add(row.group(1));
        if (row.group(2).equals("histogram") || row.group(2).equals("summary")) {
          Stream.of("_bucket", "_sum", "_count", "_max").forEach(s -> names.add(row.group(1) + s));
        }
      }
    }
    return names;
  }
}
