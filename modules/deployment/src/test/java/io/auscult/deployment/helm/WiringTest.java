/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether what names each other by labels, ports and folders means each other. */
class WiringTest {

  private static final Pattern FILE = Pattern.compile("/(?:etc|var/lib)/auscult/[^:,}\\s\"]*");

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldSelectPodsByServicesAndBudgets(String values) {
    // When
    List<Manifest> manifests = Chart.render(values);

    // Then
    for (Manifest service : of("Service", manifests)) {
      List<Manifest> pods =
          manifests.stream()
              .filter(Manifest::hasPod)
              .filter(
                  pod ->
                      pod.podLabels()
                          .entrySet()
                          .containsAll(
                              Manifest.texts(service.json().at("/spec/selector")).entrySet()))
              .toList();
      assertThat(pods).as(service.toString()).hasSize(1);
      for (JsonNode port : service.json().at("/spec/ports")) {
        assertThat(pods.get(0).portNames()).contains(port.path("targetPort").asText());
      }
    }
    for (Manifest budget : of("PodDisruptionBudget", manifests)) {
      assertThat(selected(budget.json().at("/spec/selector"), manifests))
          .as(budget.toString())
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldSelectItsOwnPods(String values) {
    for (Manifest manifest : Chart.render(values)) {
      JsonNode selector = manifest.json().at("/spec/selector");
      if (manifest.hasPod() && selector.has("matchLabels")) {
        assertThat(manifest.isSelectedBy(selector)).as(manifest.toString()).isTrue();
        // A version in a selector would make the next upgrade impossible.
        assertThat(selector.toString()).doesNotContain("version", "chart");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldMountEveryFileThatIsNamedAndNameNoVolumeThatIsNot(String values) {
    // When
    List<Manifest> manifests = Chart.render(values);

    // Then
    Set<String> configMaps =
        of("ConfigMap", manifests).stream().map(Manifest::name).collect(Collectors.toSet());
    for (Manifest pod : manifests.stream().filter(Manifest::hasPod).toList()) {
      Set<String> volumes =
          Stream.concat(
                  Manifest.list(pod.podSpec().path("volumes")).stream()
                      .map(volume -> volume.path("name").asText()),
                  Manifest.list(pod.json().at("/spec/volumeClaimTemplates")).stream()
                      .map(claim -> claim.at("/metadata/name").asText()))
              .collect(Collectors.toSet());
      for (JsonNode container : pod.containers()) {
        List<JsonNode> mounts = Manifest.list(container.path("volumeMounts"));
        assertThat(mounts.stream().map(mount -> mount.path("name").asText()))
            .as(pod.toString())
            .isSubsetOf(volumes)
            .doesNotHaveDuplicates();
        List<String> folders =
            mounts.stream().map(mount -> mount.path("mountPath").asText()).toList();
        for (String file : files(container)) {
          assertThat(folders).as("%s: %s", pod, file).anyMatch(folder -> isIn(folder, file));
        }
      }
      for (JsonNode volume : pod.podSpec().path("volumes")) {
        if (volume.has("configMap")) {
          assertThat(configMaps).contains(volume.at("/configMap/name").asText());
        }
      }
    }
  }

  private static List<String> files(JsonNode container) {
    String all = container.path("args").toString() + container.path("env");
    return FILE.matcher(all).results().map(MatchResult::group).toList();
  }

  private static boolean isIn(String folder, String file) {
    return file.equals(folder) || file.startsWith(folder + "/");
  }

  @Test
  void shouldDenyWhatIsNotAllowed() {
    // When
    List<Manifest> manifests = Chart.render("mtls-values.yaml");

    // Then
    Manifest deny = policy("default-deny", manifests);
    assertThat(deny.json().at("/spec/policyTypes")).hasToString("[\"Ingress\",\"Egress\"]");
    assertThat(deny.json().path("spec").has("ingress")).isFalse();
    assertThat(deny.json().path("spec").has("egress")).isFalse();
    assertThat(selected(deny.json().at("/spec/podSelector"), manifests))
        .containsExactlyInAnyOrderElementsOf(manifests.stream().filter(Manifest::hasPod).toList());
  }

  @Test
  void shouldAllowKafkaItsPortsAndNames() {
    // When
    JsonNode kafka = policy("kafka", Chart.render("mtls-values.yaml")).json();

    // Then
    assertThat(kafka.at("/spec/egress/0/ports").findValuesAsText("port")).containsOnly("53");
    assertThat(kafka.at("/spec/egress/1/ports").findValuesAsText("port"))
        .containsExactly("9093", "9094");
    assertThat(kafka.at("/spec/egress/1/to").toString()).contains("\"kafka\"");
    assertThat(kafka.at("/spec/egress").size()).isEqualTo(2);
  }

  @Test
  void shouldAllowTheRegistryWhereThereIsOne() {
    // When
    JsonNode kafka = policy("kafka", Chart.render("sasl-values.yaml")).json();

    // Then
    assertThat(kafka.at("/spec/egress/2/ports/0/port").asText()).isEqualTo("443");
  }

  @Test
  void shouldAllowTheNotifierThePortsOfItsSinks() {
    // When
    JsonNode notifier = policy("notifier", Chart.render("mtls-values.yaml")).json();

    // Then: https, mqtts and the Alertmanager's.
    assertThat(notifier.at("/spec/egress/0/ports").findValuesAsText("port"))
        .containsExactlyInAnyOrder("443", "8883", "9093");
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldNamePortsInPoliciesAndMonitorsThatSelectedPodsHave(String values) {
    // When
    List<Manifest> manifests = Chart.render(values);

    // Then
    for (Manifest policy : of("NetworkPolicy", manifests)) {
      List<Manifest> pods = selected(policy.json().at("/spec/podSelector"), manifests);
      assertThat(pods).as(policy.toString()).isNotEmpty();
      for (String port : policy.json().at("/spec/ingress").findValuesAsText("port")) {
        assertThat(pods).as(policy.toString()).allMatch(pod -> pod.portNames().contains(port));
      }
    }
    for (Manifest monitor : of("PodMonitor", manifests)) {
      List<Manifest> pods = selected(monitor.json().at("/spec/selector"), manifests);
      String port = monitor.json().at("/spec/podMetricsEndpoints/0/port").asText();
      assertThat(pods).isNotEmpty().allMatch(pod -> pod.portNames().contains(port));
    }
  }

  @Test
  void shouldLetEachScrapedPortBeReached() {
    // Given
    List<Manifest> manifests = Chart.render("mtls-values.yaml");

    // When
    Map<String, List<Manifest>> scraped =
        of("PodMonitor", manifests).stream()
            .collect(
                Collectors.toMap(
                    monitor -> monitor.json().at("/spec/podMetricsEndpoints/0/port").asText(),
                    monitor -> selected(monitor.json().at("/spec/selector"), manifests)));

    // Then
    assertThat(scraped.keySet()).containsExactlyInAnyOrder("http", "https");
    scraped.forEach(
        (port, pods) ->
            assertThat(pods)
                .allMatch(
                    pod ->
                        of("NetworkPolicy", manifests).stream()
                            .filter(
                                policy -> pod.isSelectedBy(policy.json().at("/spec/podSelector")))
                            .flatMap(
                                policy -> Manifest.list(policy.json().at("/spec/ingress")).stream())
                            .filter(
                                rule -> rule.path("ports").toString().contains('"' + port + '"'))
                            .anyMatch(
                                rule -> rule.path("from").toString().contains("monitoring"))));
  }

  @Test
  void shouldAskEachServiceHowItIsWhereItAnswers() {
    for (Manifest pod : Chart.render("mtls-values.yaml")) {
      if (Set.of("StatefulSet", "Deployment", "DaemonSet").contains(pod.kind())) {
        JsonNode container = pod.containers().get(0);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          JsonNode request = container.path(probe).path("httpGet");
          assertThat(pod.portNames())
              .as("%s: %s", pod, probe)
              .contains(request.path("port").asText());
          assertThat(request.path("path").asText())
              .isEqualTo(probe.equals("readinessProbe") ? "/health/ready" : "/health/live");
          assertThat(request.path("scheme").asText())
              .isEqualTo(pod.name().endsWith("console") ? "HTTPS" : "HTTP");
        }
        String settings = container.path("args").toString() + container.path("env");
        assertThat(settings).as(pod.toString()).contains("0.0.0.0");
        assertThat(settings)
            .containsPattern(
                "(http-port=|AUSCULT_HTTP_PORT\",\"value\":\")"
                    + container.at("/ports/0/containerPort").asText());
      }
    }
  }

  private static Manifest policy(String name, List<Manifest> manifests) {
    return of("NetworkPolicy", manifests).stream()
        .filter(policy -> policy.name().equals("auscult-" + name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Manifest> of(String kind, List<Manifest> manifests) {
    return manifests.stream().filter(manifest -> manifest.isA(kind)).toList();
  }

  private static List<Manifest> selected(JsonNode selector, List<Manifest> manifests) {
    return manifests.stream()
        .filter(Manifest::hasPod)
        .filter(pod -> pod.isSelectedBy(selector))
        .toList();
  }
}
