/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.sandbox.EmbeddedKafka;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code auscult model publish} and what follows, on a real broker. */
class ModelReleasesCommandIT {

  @TempDir static Path data;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(data);
    try (TopicAdmin admin =
        TopicAdmin.connect(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
      admin.create(TopicLayout.standard());
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldPublishPromoteRollBackAndDelete() throws Exception {
    // Given: two bundles of one network
    Path first = bundle("1");
    Path second = bundle("2");

    // When
    String old = release("publish", first.toString(), "--as", "champion", "--by", "anna");
    String young = release("publish", second.toString(), "--as", "challenger");

    // Then
    assertThat(aliases(old)).containsExactly("champion");
    assertThat(aliases(young)).containsExactly("challenger");
    assertThat(run("delete", old).errors()).contains(old + " is the champion");

    // When
    assertThat(release("promote")).isEqualTo(young);

    // Then
    assertThat(aliases(young)).containsExactly("champion");
    assertThat(aliases(old)).containsExactly("previous");

    // When
    assertThat(release("rollback")).isEqualTo(old);

    // Then
    Path fetched = folder.resolve("fetched.zip");
    release("fetch", "champion", "--out", fetched.toString());
    assertThat(Files.readAllBytes(fetched)).isEqualTo(Files.readAllBytes(first));
    assertThat(run("show", "champion", "--json").json().get("sha256"))
        .isEqualTo(run("show", first.toString(), "--json").json().get("sha256"));
    assertThat(run("promote", "nobody").errors()).contains("there is no release 'nobody'");
    assertThat(run("show", "nobody").errors())
        .contains("nobody: there is no such file, and no such release");
  }

  private Path bundle(String temperature) throws Exception {
    Path network = folder.resolve(temperature + ".pt");
    try (InputStream golden =
        ModelReleasesCommandIT.class.getResourceAsStream("/golden/torchscript/resnet.pt")) {
      Files.copy(golden, network);
    }
    Path bundle = folder.resolve(temperature + ".zip");
    CommandRun run =
        CommandRun.of(
            "model",
            "import",
            network.toString(),
            "--machines",
            "a,b,c,d",
            "--window",
            "64",
            "--temperature",
            temperature,
            "--out",
            bundle.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return bundle;
  }

  private static String release(String... arguments) throws Exception {
    CommandRun run =
        run(Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run.json().get("release").asText();
  }

  private static Stream<String> aliases(String release) throws Exception {
    for (JsonNode each : run("list", "--json").json().get("releases")) {
      if (each.get("release").asText().equals(release)) {
        Stream.Builder<String> aliases = Stream.builder();
        each.get("aliases").forEach(alias -> aliases.add(alias.asText()));
        return aliases.build();
      }
    }
    return Stream.empty();
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        Stream.concat(
                Stream.concat(Stream.of("model"), Stream.of(arguments)),
                Stream.of("--bootstrap-servers", kafka.bootstrapServers()))
            .toArray(String[]::new));
  }
}
