/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service runs and a real Prometheus scrapes them: what dashboards and rules ask for is
 * there. Needs Debian's prometheus.
 */
@Tag("system")
class MonitoringContractSystemTest {

  /** Drift is looked at after a minute of sound, Kafka's lag gathered once a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path folder;
  private static MonitoredPlant plant;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    plant = MonitoredPlant.start(folder);
    prometheus = Prometheus.start(folder, MonitoredPlant.freePort(), plant.ports());
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .failFast("a service ended", () -> !plant.isRunning())
        .untilAsserted(
            () ->
                assertThat(
                        (Iterable<JsonNode>)
                            prometheus.ask("query", "query", "up == 1").at("/data/result"))
                    .hasSize(plant.ports().size()));
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (plant != null) {
      plant.close();
    }
  }

  @Test
  void shouldScrapeEveryMetricThatADashboardOrARuleNamesWithItsLabels() throws Exception {
    List<Query> queries = MonitoringFiles.queries();
    Set<String> names = new TreeSet<>();
    queries.forEach(query -> names.addAll(query.metrics()));

    Map<String, Set<String>> labels = new HashMap<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              Set<String> missing = new TreeSet<>();
              for (String name : names) {
                Set<String> seen = labelsOf(name);
                labels.put(name, seen);
                if (seen.isEmpty()) {
                  missing.add(name);
                }
              }
              assertThat(missing).as("not scraped; the services said %s", plant.output()).isEmpty();
            });
    for (Query query : queries) {
      Set<String> known = new TreeSet<>();
      query.metrics().forEach(name -> known.addAll(labels.getOrDefault(name, Set.of())));
      assertThat(known).as(query.where()).containsAll(query.labels());
    }
  }

  private static Set<String> labelsOf(String name) throws Exception {
    Set<String> labels = new TreeSet<>();
    for (JsonNode series : prometheus.ask("series", "match[]", name).path("data")) {
      series.fieldNames().forEachRemaining(labels::add);
    }
    return labels;
  }

  @Test
  void shouldShowEachMachineInItsPlaceAndWhenTheChampionWasPublished() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      count(
                          "auscult_machine_score{site=\"Ulm\", line=\"Cooling\"} == auscult_machine_score"))
                  .isEqualTo(2);
              assertThat(count("time() - auscult_model_published_timestamp_seconds < 3600"))
                  .isEqualTo(1);
            });
  }

  private static int count(String expression) throws Exception {
    return prometheus.ask("query", "query", expression).at("/data/result").size();
  }

  @Test
  void shouldEvaluateEveryExpressionWithoutError() throws Exception {
    for (Query query : MonitoringFiles.queries()) {
      JsonNode answer = prometheus.ask("query", "query", query.asked());

      assertThat(answer.path("status").asText())
          .as("%s: %s", query.where(), answer.path("error").asText())
          .isEqualTo("success");
    }
  }

  @Test
  void shouldEvaluateEveryRuleWithoutError() throws Exception {
    // Given
    int rules = MonitoringFiles.alerts().size();

    // Then
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              List<String> states = new ArrayList<>();
              for (JsonNode group : prometheus.ask("rules", "type", "alert").at("/data/groups")) {
                for (JsonNode rule : group.path("rules")) {
                  assertThat(rule.path("lastError").asText()).isEmpty();
                  states.add(rule.path("health").asText());
                }
              }
              assertThat(states).hasSize(rules).containsOnly("ok");
            });
  }
}
