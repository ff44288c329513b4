/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ComposeFileTest {

  private ComposeFile compose;

  @BeforeEach
  void read() throws IOException {
    compose = ComposeFile.read();
  }

  @Test
  void shouldNameTheVersionOfEveryForeignImage() {
    assertThat(compose.services().values())
        .filteredOn(service -> !service.isOurs())
        .allSatisfy(
            service ->
                assertThat(service.image()).matches("docker\\.io/[a-z/-]+:v?\\d+\\.\\d+\\.\\d+"));
  }

  @Test
  void shouldGiveEveryServiceNoMoreThanItNeeds() {
    assertThat(compose.services().values())
        .allSatisfy(
            service -> {
              assertThat(service.texts("cap_drop")).as(service.name()).containsExactly("ALL");
              assertThat(service.texts("security_opt")).contains("no-new-privileges:true");
              assertThat(service.memory()).as(service.name()).matches("\\d+[mg]");
              // Kafka's image writes the settings of its broker at each start.
              assertThat(service.settings().path("read_only").asBoolean())
                  .as(service.name())
                  .isEqualTo(!service.image().contains("/kafka:"));
            });
    assertThat(compose.services().values())
        .filteredOn(ComposeService::isOurs)
        .allSatisfy(
            service -> {
              assertThat(service.settings().get("user").asText()).isEqualTo("10001:10001");
              assertThat(service.texts("tmpfs")).singleElement().asString().contains("noexec");
            });
  }

  @Test
  void shouldPublishPortsOnThisMachineAlone() {
    assertThat(compose.services().values())
        .flatExtracting(service -> service.texts("ports"))
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
  }

  @Test
  void shouldMountOnlyWhatIsThere() {
    assertThat(compose.services().values())
        .flatExtracting(ComposeService::mounts)
        .filteredOn(ComposeService.Mount::isBound)
        .isNotEmpty()
        .allSatisfy(
            mount -> assertThat(compose.folder().resolve(mount.source()).normalize()).exists());
  }

  @Test
  void shouldScrapeEveryServiceThatHasPages() throws IOException {
    // When
    Object yaml =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(compose.folder().resolve("prometheus/prometheus.yml")));
    List<String> scraped =
        new ObjectMapper()
            .<JsonNode>valueToTree(yaml).findValues("targets").stream()
                .flatMap(targets -> targets.valueStream().map(JsonNode::asText))
                .toList();

    // Then
    Stream<String> withPages =
        compose.services().values().stream()
            .filter(ComposeService::hasPages)
            .map(service -> service.name() + ":8080");
    assertThat(scraped).containsAll(withPages.toList());
  }

  @Test
  void shouldWaitOnlyForWhatIsStarted() {
    Map<String, ComposeService> started =
        compose.services().entrySet().stream()
            .filter(entry -> !entry.getValue().isOptional())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(compose.services().values())
        .flatExtracting(service -> service.conditions().keySet())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(started).containsKey(name.toString()));
  }

  @Test
  void shouldLetAllButTheGatewayUseTheRegistryWhereItsFileIsLaidOver() throws IOException {
    // When
    Map<String, ComposeService> over = ComposeFile.read("registry.yaml").services();

    // Then
    assertThat(over).containsOnlyKeys("pipeline", "trainer", "console", "notifier");
    assertThat(compose.services()).containsKeys(over.keySet().toArray(String[]::new));
    assertThat(compose.services().get("registry").texts("ports")).contains("127.0.0.1:8081:8080");
    assertThat(over.values())
        .allSatisfy(
            service ->
                assertThat(service.environment())
                    .containsOnly(
                        Map.entry(
                            "AUSCULT_KAFKA",
                            "schema.registry.url=http://registry:8080/apis/ccompat/v7")));
  }
}
