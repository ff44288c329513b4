/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesSchemasTest {

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldMakeWhatKubernetesTakes(String values) {
    for (Manifest manifest : Chart.render(values)) {
      assertThatCode(() -> KubernetesSchemas.check(manifest.json()))
          .as(manifest.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldRefuseAMisspeltField() {
    // Given
    ObjectNode pipeline = manifest("StatefulSet");
    ((ObjectNode) pipeline.at("/spec/template/spec/containers/0")).put("imagePullPolice", "Always");

    // Then
    assertThatThrownBy(() -> KubernetesSchemas.check(pipeline))
        .hasMessageContaining("imagePullPolice");
  }

  @Test
  void shouldRefuseAMissingField() {
    // Given
    ObjectNode pipeline = manifest("StatefulSet");
    ((ObjectNode) pipeline.path("spec")).remove("selector");

    // Then
    assertThatThrownBy(() -> KubernetesSchemas.check(pipeline)).hasMessageContaining("selector");
  }

  @Test
  void shouldRefuseAWrongType() {
    // Given
    ObjectNode pipeline = manifest("StatefulSet");
    ((ObjectNode) pipeline.path("spec")).put("replicas", "two");

    // Then
    assertThatThrownBy(() -> KubernetesSchemas.check(pipeline)).hasMessageContaining("two");
  }

  @Test
  void shouldRefuseAMisspeltFieldOfACustomResource() {
    // Given
    ObjectNode monitor = manifest("PodMonitor");
    ((ObjectNode) monitor.at("/spec/podMetricsEndpoints/0")).put("intervall", "30s");

    // Then
    assertThatThrownBy(() -> KubernetesSchemas.check(monitor)).hasMessageContaining("intervall");
  }

  @Test
  void shouldRefuseAWrongTypeOfACustomResource() {
    // Given
    ObjectNode monitor = manifest("PodMonitor");
    ((ObjectNode) monitor.path("spec")).put("podMetricsEndpoints", "http");

    // Then
    assertThatThrownBy(() -> KubernetesSchemas.check(monitor))
        .hasMessageContaining("PodMetricsEndpoint");
  }

  private static ObjectNode manifest(String kind) {
    return Chart.render("mtls-values.yaml").stream()
        .filter(manifest -> manifest.isA(kind))
        .findFirst()
        .map(manifest -> (ObjectNode) manifest.json())
        .orElseThrow();
  }
}
