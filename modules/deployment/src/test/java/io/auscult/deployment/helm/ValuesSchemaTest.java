/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What values.schema.json refuses, and that it leaves nothing out. */
class ValuesSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings files of Auscult itself, which refuses what it does not know. */
  private static final Set<String> OPEN =
      Set.of("/notifier/config", "/gateway/nodes/*", "/gateway/nodes/*/sources/[]");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pipline: {replicas: 2}                                  | pipline",
        "pipeline: {replica: 2}                                  | replica",
        "pipeline: {replicas: two}                               | replicas",
        "pipeline: {replicas: 0}                                 | replicas",
        "pipeline: {channels: STEREO}                            | channels",
        "pipeline: {resources: {limits: {memory: lots}}}         | memory",
        "pipeline: {resources: {limit: {memory: 1Gi}}}           | limit",
        "pipeline: {persistence: {class: fast}}                  | class",
        "kafka: {bootstrapServers: ''}                           | bootstrapServers",
        "kafka: {bootstrapServers: null}                         | bootstrapServers",
        "kafka: {bootstrapServers: kafka-1}                      | bootstrapServers",
        "kafka: {bootstrapServers: ['kafka-1:9092']}             | bootstrapServers",
        "kafka: {password: hunter2}                              | password",
        "kafka: {properties: {sasl.jaas.config: x}}              | sasl.jaas.config",
        "kafka: {properties: {request.timeout.ms: 30000}}        | request.timeout.ms",
        "kafka: {secretProperties: {sasl.jaas.config: 'a b=c;'}} | sasl.jaas.config",
        "kafka: {tls: {existingSecret: Not_A_Name}}              | existingSecret",
        "console: {tokens: {token: abc}}                         | token",
        "console: {tls: {existingSecret: ''}}                    | existingSecret",
        "notifier: {alertmanager: {urls: [alertmanager]}}        | urls",
        "notifier: {secrets: [{name: a}]}                        | secrets",
        "trainer: {since: a month}                               | since",
        "gateway: {nodes: {hall-1: {}}}                          | sources",
        "networkPolicy: {consolePeers: [{cidr: 10.0.0.0/8}]}     | cidr",
        "monitoring: {enabled: 'yes'}                            | enabled",
        "image: {digest: latest}                                 | digest",
      })
  void shouldRefuseWhatIsWrongAndNameIt(String values, String key) throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("values.yaml"), values);

    // Then
    assertThatThrownBy(() -> Chart.render(file, Map.of())).hasMessageContaining(key);
  }

  static Set<String> secretSettings() {
    Set<String> secrets = new TreeSet<>();
    for (ConfigDef client :
        List.of(
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            AdminClientConfig.configDef())) {
      client
          .configKeys()
          .forEach(
              (name, key) -> {
                if (key.type() == ConfigDef.Type.PASSWORD) {
                  secrets.add(name);
                }
              });
    }
    return secrets;
  }

  @ParameterizedTest
  @MethodSource("secretSettings")
  void shouldRefuseEachSecretOfKafkaInClear(String setting) throws IOException {
    // Given
    Path file =
        Files.writeString(
            folder.resolve("values.yaml"), "kafka: {properties: {%s: x}}".formatted(setting));

    // Then
    assertThatThrownBy(() -> Chart.render(file, Map.of())).hasMessageContaining(setting);
  }

  @Test
  void shouldSayWhatEachValueIsAndLetInNoOther() throws IOException {
    closed("", schema(), schema());
  }

  private static void closed(String path, JsonNode part, JsonNode schema) {
    JsonNode here = part;
    for (JsonNode all = part.path("allOf"); all.has(0); all = here.path("allOf")) {
      here = definition(all.get(0), schema);
    }
    if (part.has("$ref")) {
      here = definition(part, schema);
    }
    assertThat(part.has("description") || part.has("$ref") || !part.has("properties"))
        .as("%s has no description", path)
        .isTrue();
    if (here.path("type").asText().equals("object") && !OPEN.contains(path)) {
      JsonNode others = here.path("additionalProperties");
      assertThat(others.isObject() || others.toString().equals("false"))
          .as("%s lets in anything", path)
          .isTrue();
      if (others.isObject()) {
        closed(path + "/*", others, schema);
      }
    }
    JsonNode properties = here.path("properties");
    properties
        .properties()
        .forEach(
            property -> {
              assertThat(property.getValue().path("description").asText())
                  .as("description of %s/%s", path, property.getKey())
                  .isNotEmpty();
              closed(path + "/" + property.getKey(), property.getValue(), schema);
            });
    if (here.has("items")) {
      closed(path + "/[]", here.path("items"), schema);
    }
  }

  private static JsonNode definition(JsonNode reference, JsonNode schema) {
    return schema.at(reference.path("$ref").asText().substring(1));
  }

  @Test
  void shouldDescribeEveryValueInTheReadmeWithItsDefault() throws IOException {
    // Given
    String readme = Files.readString(Chart.ours().folder().resolve("README.md"));
    JsonNode values =
        JSON.valueToTree(
            new Yaml()
                .<Object>load(Files.readString(Chart.ours().folder().resolve("values.yaml"))));

    // Then
    described("", schema(), values, readme);
  }

  private static void described(String path, JsonNode part, JsonNode values, String readme) {
    part.path("properties")
        .properties()
        .forEach(
            property -> {
              String name = path + property.getKey();
              JsonNode value = values.path(property.getKey());
              if (property.getValue().has("properties")) {
                if (!name.equals("global")) {
                  described(name + ".", property.getValue(), value, readme);
                }
              } else if (!name.equals("global")) {
                assertThat(value.isMissingNode()).as("%s has a default", name).isFalse();
                assertThat(readme).contains("| `%s` | `".formatted(name));
                if (value.isValueNode()) {
                  String written = value.asText().isEmpty() ? "\"\"" : value.asText();
                  assertThat(readme).contains("| `%s` | `%s` |".formatted(name, written));
                }
              }
            });
  }

  private static JsonNode schema() throws IOException {
    return JSON.readTree(Chart.ours().folder().resolve("values.schema.json").toFile());
  }
}
