/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.sandbox.ListenerSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the chart's containers run, with their arguments and environment, against a broker that asks
 * for certificates and lets the client do what the chart's README says that it needs. Folders take
 * the place of what is mounted.
 */
class ChartOnSecuredKafkaIT {

  @TempDir Path folder;

  private EmbeddedKafka kafka;
  private List<Manifest> manifests;
  private List<RenderedContainer> containers;
  private final List<Process> running = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    Path secret = folder.resolve("etc/kafka-tls");
    ClientCertificates certificates = ClientCertificates.make(folder, secret, "auscult");
    Files.createDirectories(folder.resolve("etc/kafka-ca"));
    Files.copy(secret.resolve("ca.crt"), folder.resolve("etc/kafka-ca/ca.crt"));
    kafka =
        EmbeddedKafka.startSecured(
            folder.resolve("kafka"),
            ListenerSecurity.certificates(
                certificates.brokerKeys(),
                certificates.brokerTrust(),
                ClientCertificates.PASSWORD));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createAcls(rights()).all().get(30, TimeUnit.SECONDS);
    }
    manifests =
        Chart.render(
            Chart.values("mtls-values.yaml"),
            Map.of(
                "kafka.bootstrapServers",
                kafka.securedBootstrapServers(),
                "topics.replicationFactor",
                1));
    containers = RenderedContainer.commands(manifests);
  }

  /** As in README.md. */
  private static List<AclBinding> rights() {
    return Stream.of(
            Stream.of(READ, WRITE, DESCRIBE, CREATE, DELETE, DESCRIBE_CONFIGS)
                .map(operation -> right(ResourceType.TOPIC, operation)),
            Stream.of(READ, DESCRIBE, DELETE)
                .map(operation -> right(ResourceType.GROUP, operation)),
            Stream.of(WRITE, DESCRIBE)
                .map(operation -> right(ResourceType.TRANSACTIONAL_ID, operation)))
        .flatMap(rights -> rights)
        .toList();
  }

  private static AclBinding right(ResourceType what, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(what, "auscult", PatternType.PREFIXED),
        new AccessControlEntry("User:CN=auscult", "*", operation, AclPermissionType.ALLOW));
  }

  @AfterEach
  void stop() {
    running.forEach(Process::destroyForcibly);
    kafka.close();
  }

  @Test
  void shouldCreateTopicsTwiceAndFindThemRightAndLetThePipelineWaitForAModel() throws Exception {
    // When
    String first = run("topics", "create");
    String second = run("topics", "create");
    String check = run("topics", "check");
    Path pipeline = start("pipeline");

    // Then
    assertThat(first).contains("created auscult.audio");
    assertThat(second).contains("exists  auscult.audio").doesNotContain("created");
    assertThat(check).contains("all topics are as they should be");
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(Files.readString(pipeline)).contains("waiting:"));
    assertThat(Files.readString(pipeline))
        .contains("metrics at http://0.0.0.0")
        .contains("champion");
  }

  @Test
  void shouldLetGatewayAndNotifierReachKafka() throws Exception {
    // Given
    run("topics", "create");
    settings("gateway", "auscult-gateway", "hall-2.plant.yaml", "pod-0.yaml");
    settings("notifier", "auscult-notifier", "notifier.yaml", "notifier.yaml");

    // When
    Process gateway = launch(List.of("--check"), "gateway");
    // That of helm test, which comes first, as pods do.
    Process notifier = launch("notifier");

    // Then
    assertThat(gateway.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).as(Files.readString(log("gateway"))).isZero();
    // It also tries its sinks, which are not there.
    assertThat(notifier.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log("notifier")))
        .contains("ok    kafka", "ok    settings: valid, 3 sinks");
  }

  /** A file of a ConfigMap, where its mount would be. */
  private void settings(String mount, String configMap, String key, String file)
      throws IOException {
    String content =
        manifests.stream()
            .filter(manifest -> manifest.isA("ConfigMap") && manifest.name().equals(configMap))
            .map(manifest -> manifest.json().path("data").path(key).asText())
            .findFirst()
            .orElseThrow();
    Path secrets = Files.createDirectories(folder.resolve("etc/secrets/auscult-webhook"));
    Files.writeString(secrets.resolve("secret"), "s3cret");
    Files.writeString(secrets.resolve("mqtt"), "s3cret");
    Path settings = Files.createDirectories(folder.resolve("etc").resolve(mount));
    Files.writeString(settings.resolve(file), local(content));
  }

  private String run(String... command) throws Exception {
    Process process = launch(command);
    Path log = log(command[0]);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return Files.readString(log);
  }

  private Path start(String command) throws IOException {
    launch(command);
    return log(command);
  }

  private Path log(String command) {
    return folder.resolve(command + ".log");
  }

  /** The container that runs the command. */
  private Process launch(String... command) throws IOException {
    return launch(List.of(), command);
  }

  private Process launch(List<String> more, String... command) throws IOException {
    RenderedContainer container =
        containers.stream()
            .filter(one -> one.arguments().subList(0, command.length).equals(List.of(command)))
            .findFirst()
            .orElseThrow();
    Path app = Chart.root().resolve("modules/app/target");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    line.add(app.resolve("auscult-app.jar") + ":" + app.resolve("lib") + "/*");
    line.add("io.auscult.app.Main");
    container.arguments().forEach(argument -> line.add(local(argument)));
    line.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    container.environment().forEach((name, value) -> builder.environment().put(name, local(value)));
    Process process =
        builder.redirectErrorStream(true).redirectOutput(log(command[0]).toFile()).start();
    running.add(process);
    return process;
  }

  /** Folders instead of mounts, and any free port. */
  private String local(String text) {
    return text.replace("/etc/auscult", folder.resolve("etc").toString())
        .replace("/var/lib/auscult", folder.resolve("var").toString())
        .replace("--http-port=8080", "--http-port=0");
  }
}
