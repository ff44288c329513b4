/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {

  @Test
  void shouldPassStrictLint() {
    // When
    LintResult result = Chart.ours().helm().lint().strict().call();

    // Then: nothing but that an icon is recommended.
    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).allMatch(message -> message.contains("[INFO]"));
  }

  @Test
  void shouldHaveEveryPartWithTheDefaults() {
    // When
    List<Manifest> manifests = Chart.render("default-values.yaml");

    // Then
    assertThat(manifests.stream().filter(Manifest::hasPod).map(Manifest::toString))
        .containsExactlyInAnyOrder(
            "StatefulSet auscult-pipeline",
            "Deployment auscult-console",
            "Deployment auscult-notifier",
            "CronJob auscult-trainer",
            "Job auscult-topics",
            "Pod auscult-test");
    assertThat(manifests).noneMatch(manifest -> manifest.isA("PodMonitor"));
  }

  @Test
  void shouldHaveThePipelineAloneWithTheLeast() {
    // When
    List<Manifest> manifests = Chart.render("minimal-values.yaml");

    // Then
    assertThat(manifests.stream().filter(Manifest::hasPod).map(Manifest::toString))
        .containsExactlyInAnyOrder("StatefulSet auscult-pipeline", "Pod auscult-test");
    assertThat(manifests).noneMatch(manifest -> manifest.isA("NetworkPolicy"));
  }

  @Test
  void shouldHaveAGatewayOnNamedNodesAndMonitoringWhenAskedFor() {
    // When
    List<Manifest> manifests = Chart.render("mtls-values.yaml");

    // Then
    assertThat(manifests)
        .extracting(Manifest::toString)
        .contains("DaemonSet auscult-gateway", "PodMonitor auscult", "PodMonitor auscult-console");
    Manifest gateway =
        manifests.stream().filter(manifest -> manifest.isA("DaemonSet")).findFirst().orElseThrow();
    assertThat(gateway.podSpec().findValuesAsText("key")).containsOnly("metadata.name");
    assertThat(gateway.podSpec().toString()).contains("[\"hall-1.plant\"]", "[\"hall-2.plant\"]");
  }

  /** What is in Chart.yaml can be had from nowhere else: a chart is a file of its own. */
  @Test
  void shouldHaveTheVersionOfTheProject() throws IOException {
    // When
    List<Manifest> manifests = Chart.render("default-values.yaml");

    // Then
    String pom = Files.readString(Chart.root().resolve("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
    assertThat(manifests.stream().flatMap(manifest -> manifest.containers().stream()))
        .isNotEmpty()
        .allMatch(container -> container.path("image").asText().equals("auscult:" + version));
  }

  /** Nothing starts without topics; helm test is for people who ask. */
  @Test
  void shouldCreateTopicsBeforeAllOthersAndTestWhenAsked() {
    // When
    List<Manifest> manifests = Chart.render("default-values.yaml");

    // Then
    assertThat(hook("ServiceAccount auscult-topics", manifests))
        .isEqualTo("pre-install,pre-upgrade");
    assertThat(hook("Job auscult-topics", manifests)).isEqualTo("pre-install,pre-upgrade");
    assertThat(hook("Pod auscult-test", manifests)).isEqualTo("test");
    assertThat(hook("StatefulSet auscult-pipeline", manifests)).isEmpty();
  }

  private static String hook(String object, List<Manifest> manifests) {
    return manifests.stream()
        .filter(manifest -> manifest.toString().equals(object))
        .map(manifest -> manifest.json().at("/metadata/annotations"))
        .map(annotations -> annotations.path(Chart.NO_HOOK + "helm.sh/hook").asText())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldMakeNoSecret(String values) {
    // When
    List<Manifest> manifests = Chart.render(values);

    // Then
    assertThat(manifests).noneMatch(manifest -> manifest.isA("Secret"));
  }

  @Test
  void shouldKeepNamesApartForReleasesOfOtherNames() {
    // When
    String yaml =
        Chart.ours()
            .helm()
            .template()
            .withName("line-2")
            .withNamespace("plant")
            .withKubeVersion("1.27.0")
            .call();

    // Then
    assertThat(yaml).contains("name: line-2-auscult-pipeline").doesNotContain("name: auscult-");
  }

  @Test
  void shouldRefuseANotifierWithNobodyToTell() {
    assertThatThrownBy(
            () ->
                Chart.render(
                    Chart.values("default-values.yaml"),
                    Map.of("notifier.alertmanager.urls", "null")))
        .hasMessageContaining("nobody to tell")
        .hasMessageContaining("notifier.alertmanager.urls");
  }

  @Test
  void shouldRefuseSecretSettingsWithoutTheirSecret() {
    assertThatThrownBy(
            () ->
                Chart.render(Chart.values("sasl-values.yaml"), Map.of("kafka.existingSecret", "")))
        .hasMessageContaining("kafka.existingSecret is missing");
  }

  /** Nodes with nothing to hear would start gateways that end at once. */
  @Test
  void shouldRefuseAGatewayWithoutNodes() {
    assertThatThrownBy(
            () ->
                Chart.render(Chart.values("default-values.yaml"), Map.of("gateway.enabled", true)))
        .hasMessageContaining("gateway.nodes is empty");
  }

  @Test
  void shouldUseNoMoreStandbysThanOtherInstances() {
    // When
    List<Manifest> manifests =
        Chart.render(Chart.values("default-values.yaml"), Map.of("pipeline.replicas", 1));

    // Then
    assertThat(arguments(manifests, "StatefulSet")).contains("--standbys=0");
  }

  @Test
  void shouldRestartThoseWhoseSettingsChanged() {
    // When
    JsonNode before = checksum(Chart.render("mtls-values.yaml"));
    JsonNode after =
        checksum(
            Chart.render(
                Chart.values("mtls-values.yaml"), Map.of("notifier.config.criticalAfter", "7m")));

    // Then
    assertThat(after).isNotEqualTo(before);
  }

  private static JsonNode checksum(List<Manifest> manifests) {
    return manifests.stream()
        .filter(manifest -> manifest.toString().equals("Deployment auscult-notifier"))
        .map(manifest -> manifest.podTemplate().at("/metadata/annotations/checksum~1config"))
        .findFirst()
        .orElseThrow();
  }

  private static String arguments(List<Manifest> manifests, String kind) {
    return manifests.stream()
        .filter(manifest -> manifest.isA(kind))
        .flatMap(manifest -> manifest.containers().stream())
        .map(container -> container.path("args").toString())
        .collect(Collectors.joining());
  }
}
