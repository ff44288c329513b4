/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.audio.WavWriter;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.gateway.source.ArraySource;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code auscult gateway --config FILE --check}, with a real broker. */
class GatewayCheckIT {

  @TempDir static Path data;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(data);
    try (TopicAdmin topics =
        TopicAdmin.connect(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
      topics.create(TopicLayout.standard());
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldShowTheLevelOfEachChannelAndFindAllWell() throws Exception {
    // Given
    Path sound = folder.resolve("two.wav");
    WavWriter.write(sound, 16_000, ArraySource.grid(48_000, 1), new float[48_000]);

    // When
    CommandRun run =
        check(
            "- {name: hall, machine: fan, file: {path: \"%s\", play: LOOP}}".formatted(sound),
            "auscult.audio");

    // Then
    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .contains("ok    settings: valid, 1 sources")
        .contains("ok    source hall: 2.0 s of sound at 16000 Hz")
        .containsPattern("channel 1  \\[#+-*] -[0-9.]+ dBFS")
        .contains("channel 2  [--------------------] -180.0 dBFS")
        .contains("ok    kafka " + kafka.bootstrapServers());
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("ok").asBoolean()).isTrue();
    assertThat(json.get("checks").get(1).get("levels")).hasSize(2);
  }

  @Test
  void shouldSayOfEachWhatIsWrongAndFail() throws Exception {
    CommandRun run =
        check(
            """
            - {name: gone, machine: fan, file: {path: "%s"}}
            - {name: camera, machine: saw, ffmpeg: {executable: /none/ffmpeg, arguments: ["-i", "x"]}}
            """
                .formatted(folder.resolve("gone.wav")),
            "auscult.audio.site-b");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("FAIL  source gone: " + folder.resolve("gone.wav"))
        .contains("FAIL  source camera: ffmpeg.executable: cannot run '/none/ffmpeg'")
        .contains("ok    spool " + folder.resolve("spool"))
        .contains("has no topic auscult.audio.site-b: run `auscult topics create`");
  }

  private CommandRun check(String sources, String topic) throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        "kafka: {bootstrap.servers: \"%s\"}\nspool: {folder: \"%s\"}\nsources:\n%s"
            .formatted(
                kafka.bootstrapServers(), folder.resolve("spool"), sources.strip().indent(2)));
    return CommandRun.of(
        "--config", file.toString(), "--set", "publish.audioTopic=" + topic, "--check", "--json");
  }
}
