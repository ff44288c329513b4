/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod must be like: also those of jobs and tests, and those that come later. */
class PodSecurityTest {

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldGiveNoPodMoreThanItNeeds(String values) {
    // When
    List<Manifest> pods = pods(values);

    // Then
    SoftAssertions softly = new SoftAssertions();
    for (Manifest pod : pods) {
      JsonNode spec = pod.podSpec();
      softly
          .assertThat(spec.path("automountServiceAccountToken"))
          .as("%s: token", pod)
          .hasToString("false");
      softly
          .assertThat(spec.at("/securityContext/runAsNonRoot"))
          .as("%s: root", pod)
          .hasToString("true");
      softly
          .assertThat(spec.at("/securityContext/runAsUser"))
          .as("%s: user", pod)
          .hasToString("10001");
      softly
          .assertThat(spec.at("/securityContext/seccompProfile/type").asText())
          .as("%s", pod)
          .isEqualTo("RuntimeDefault");
      for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
        softly.assertThat(spec.path(shared).asBoolean()).as("%s: %s", pod, shared).isFalse();
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldGiveNoContainerMoreThanItNeeds(String values) {
    // When
    List<Manifest> pods = pods(values);

    // Then
    SoftAssertions softly = new SoftAssertions();
    for (Manifest pod : pods) {
      for (JsonNode container : pod.containers()) {
        String where = pod + " " + container.path("name").asText();
        JsonNode context = container.path("securityContext");
        softly.assertThat(context.path("runAsNonRoot").asBoolean()).as(where).isTrue();
        softly.assertThat(context.path("runAsUser").asInt()).as(where).isEqualTo(10001);
        softly.assertThat(context.path("readOnlyRootFilesystem").asBoolean()).as(where).isTrue();
        softly.assertThat(context.path("privileged").asBoolean()).as(where).isFalse();
        softly.assertThat(context.path("allowPrivilegeEscalation")).as(where).hasToString("false");
        softly
            .assertThat(context.path("capabilities"))
            .as(where)
            .hasToString("{\"drop\":[\"ALL\"]}");
        softly
            .assertThat(context.at("/seccompProfile/type").asText())
            .as(where)
            .isEqualTo("RuntimeDefault");
        for (String amount : List.of("requests/cpu", "requests/memory", "limits/memory")) {
          softly
              .assertThat(container.at("/resources/" + amount).asText())
              .as(where + " " + amount)
              .isNotEmpty();
        }
      }
    }
    softly.assertAll();
  }

  /** A Service auscult-http would otherwise set AUSCULT_HTTP_PORT to an address. */
  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldKeepServicesOutOfTheEnvironment(String values) {
    assertThat(pods(values))
        .allMatch(pod -> pod.podSpec().path("enableServiceLinks").toString().equals("false"));
  }

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldRunEachRoleAsAnAccountOfItsOwnWithoutAToken(String values) {
    // When
    List<Manifest> manifests = Chart.render(values);

    // Then
    List<String> tokenless =
        manifests.stream()
            .filter(manifest -> manifest.isA("ServiceAccount"))
            .filter(
                account ->
                    account.json().path("automountServiceAccountToken").toString().equals("false"))
            .map(Manifest::name)
            .toList();
    List<String> used =
        manifests.stream()
            .filter(Manifest::hasPod)
            .map(pod -> pod.podSpec().path("serviceAccountName").asText())
            .toList();
    assertThat(tokenless).containsExactlyInAnyOrderElementsOf(used);
  }

  private static List<Manifest> pods(String values) {
    List<Manifest> pods = Chart.render(values).stream().filter(Manifest::hasPod).toList();
    assertThat(pods).isNotEmpty();
    return pods;
  }
}
