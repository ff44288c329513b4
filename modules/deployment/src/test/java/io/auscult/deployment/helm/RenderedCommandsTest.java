/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.app.Main;
import io.auscult.cli.Commands;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.notifier.settings.NotifierSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Whether the containers run commands that there are, with options and settings that there are. */
class RenderedCommandsTest {

  /** Those of the launcher and the log, which are no options. */
  private static final Set<String> OF_THE_PROCESS =
      Set.of("AUSCULT_LOG_LEVEL", "AUSCULT_LOG_FORMAT", "AUSCULT_JAVA_OPTS");

  /** Those of the gateway's settings file; ChartOnSecuredKafkaIT runs the command with them. */
  private static final Set<String> OF_THE_GATEWAY =
      Set.of("AUSCULT_SPOOL_FOLDER", "AUSCULT_HTTP_ADDRESS", "AUSCULT_HTTP_PORT");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("io.auscult.deployment.helm.Chart#valuesFiles")
  void shouldRunCommandsWithOptionsThatThereAre(String values) {
    for (RenderedContainer container : RenderedContainer.commands(Chart.render(values))) {
      // When
      CommandLine line = Commands.line(Main.class, container.environment());
      ParseResult parsed = line.parseArgs(container.arguments().toArray(String[]::new));

      // Then: a wrong option, or a value of a wrong type, would have been an exception.
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      assertThat(parsed.commandSpec().userObject()).as(container.where()).isNotNull();
      Set<String> known = new TreeSet<>(OF_THE_PROCESS);
      parsed.commandSpec().options().forEach(option -> known.add(variable(option.longestName())));
      if (container.arguments().get(0).equals("gateway")) {
        known.addAll(OF_THE_GATEWAY);
      }
      assertThat(container.environment().keySet())
          .as(container.where())
          .filteredOn(name -> name.startsWith("AUSCULT_"))
          .isSubsetOf(known);
    }
  }

  private static String variable(String option) {
    return "AUSCULT_" + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Test
  void shouldMakeSettingsThatTheNotifierTakes() throws IOException {
    for (String values : List.of("default-values.yaml", "mtls-values.yaml")) {
      // Given
      Path file = settingsFile(values, "auscult-notifier", "notifier.yaml");

      // When
      NotifierSettings settings =
          NotifierSettings.read(file, Map.of("kafka.bootstrap.servers", "kafka:9092"));

      // Then
      assertThat(settings.sinks().get(0).name()).isEqualTo("alertmanager");
    }
  }

  @Test
  void shouldMakeSettingsThatTheGatewayTakes() throws IOException {
    // Given
    Path file = settingsFile("mtls-values.yaml", "auscult-gateway", "hall-2.plant.yaml");

    // When
    GatewaySettings settings =
        GatewaySettings.read(file, Map.of("kafka.bootstrap.servers", "kafka:9092"));

    // Then
    assertThat(settings.name()).isEqualTo("hall-2.plant");
    assertThat(settings.sources()).hasSize(1);
  }

  private Path settingsFile(String values, String configMap, String key) throws IOException {
    JsonNode content =
        Chart.render(values).stream()
            .filter(manifest -> manifest.isA("ConfigMap") && manifest.name().equals(configMap))
            .map(manifest -> manifest.json().path("data").path(key))
            .findFirst()
            .orElseThrow();
    // Secrets that are named must be there when the file is read.
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("secret"), "s3cret");
    Files.writeString(secrets.resolve("mqtt"), "s3cret");
    return Files.writeString(
        folder.resolve(key),
        content.asText().replace("/etc/auscult/secrets/auscult-webhook", secrets.toString()));
  }

  @Test
  void shouldNameSecretsOfKafkaAndNotWriteThem() {
    // When
    Map<String, String> settings = new TreeMap<>();
    RenderedContainer.commands(Chart.render("sasl-values.yaml")).stream()
        .filter(container -> container.arguments().get(0).equals("pipeline"))
        .flatMap(container -> container.environment().get("AUSCULT_KAFKA").lines())
        .forEach(line -> settings.put(line.split("=", 2)[0], line.split("=", 2)[1]));

    // Then
    assertThat(settings)
        .containsEntry("sasl.jaas.config", "${directory:/etc/auscult/kafka-secret:jaas}")
        .containsEntry("ssl.truststore.certificates", "${directory:/etc/auscult/kafka-ca:ca.crt}")
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("schema.registry.url", "https://registry.plant/apis/ccompat/v7");
  }
}
