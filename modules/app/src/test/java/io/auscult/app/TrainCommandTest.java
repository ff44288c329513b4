/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.audio.WavWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code auscult train} says of data, before it trains. */
class TrainCommandTest {

  @TempDir Path folder;

  private record Result(int exitCode, String output, String errors) {}

  private Path clip(String path, long seed) throws IOException {
    float[] noise = new float[3 * 16_000];
    Random random = new Random(seed);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = 0.1f * (random.nextFloat() - 0.5f);
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    WavWriter.write(file, 16_000, noise);
    return file;
  }

  private void healthyPlant() throws IOException {
    for (int clip = 0; clip < 4; clip++) {
      clip("fan-0/%d.wav".formatted(clip), clip);
      clip("fan-1/%d.wav".formatted(clip), 100 + clip);
    }
  }

  private Result train(String... options) {
    String[] all =
        Stream.concat(
                Stream.of("train", "--data", folder.toString(), "--window", "64"),
                Stream.of(options))
            .toArray(String[]::new);
    StringWriter errors = new StringWriter();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(output, true, UTF_8));
    try {
      int exitCode = Main.commandLine().setErr(new PrintWriter(errors)).execute(all);
      return new Result(exitCode, output.toString(UTF_8), errors.toString());
    } finally {
      System.setOut(console);
    }
  }

  @Test
  void shouldListEveryFatalFindingAndTrainNothing() throws Exception {
    // Given
    healthyPlant();
    Path none = Files.writeString(folder.resolve("fan-0/x.wav"), "this is no sound");
    Path empty = Files.createFile(folder.resolve("fan-1/x.wav"));
    Path model = folder.resolve("model.zip");

    // When
    Result result = train("--out", model.toString());

    // Then
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors().lines())
        .contains(
            "fatal: "
                + none
                + ": unreadable: is neither WAV nor FLAC; convert it, for example with ffmpeg",
            "fatal: " + empty + ": unreadable: is empty (0 bytes); record it again")
        .filteredOn(line -> line.startsWith("warning: "))
        .hasSize(2);
    assertThat(result.errors().lines())
        .last()
        .isEqualTo(
            "auscult: %s: nothing was trained; fatal findings to resolve first: 2"
                .formatted(folder));
    assertThat(result.output()).isEmpty();
    assertThat(model).doesNotExist();
  }

  @Test
  void shouldOnlyCheckAndSucceedIfThereIsNothingFatal() throws Exception {
    // Given
    healthyPlant();
    Path model = folder.resolve("model.zip");

    // When
    Result result = train("--check-only", "--out", model.toString());

    // Then
    assertThat(result.exitCode()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "warning: fan-0: only 12 s of normal sound in 4 clips:"
                + " 100 s in 10 clips or more are recommended",
            "warning: fan-1: only 12 s of normal sound in 4 clips:"
                + " 100 s in 10 clips or more are recommended",
            folder + ": clips: 8, machines: 2, fatal findings: 0, warnings: 2");
    assertThat(model).doesNotExist();
  }

  @Test
  void shouldGiveTheFindingsAsJson() throws Exception {
    // Given
    healthyPlant();
    Path copy = clip("fan-1/x.wav", 2);

    // When
    Result result = train("--check-only", "--json");

    // Then
    assertThat(result.exitCode()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(result.output());
    assertThat(json.path("clips").asInt()).isEqualTo(9);
    assertThat(json.path("machines").asInt()).isEqualTo(2);
    assertThat(json.path("fatal").asInt()).isEqualTo(1);
    assertThat(json.path("warnings").asInt()).isEqualTo(2);
    JsonNode finding = json.path("findings").path(0);
    assertThat(finding.path("severity").asText()).isEqualTo("FATAL");
    assertThat(finding.path("kind").asText()).isEqualTo("CONTRADICTION");
    assertThat(finding.path("subject").asText()).isEqualTo(copy.toString());
    assertThat(finding.path("problem").asText()).startsWith("the same sound as ");
    assertThat(finding.path("advice").asText()).isNotEmpty();
  }

  @Test
  void shouldNotRepeatOneKindOfWarningForEveryClipBeforeATraining() throws Exception {
    // Given: twelve clips that count twice, and one that stops the training
    for (int clip = 0; clip < 12; clip++) {
      clip("fan-0/%d.wav".formatted(clip), clip);
      clip("fan-0/%d copy.wav".formatted(clip), clip);
    }
    Files.createFile(folder.resolve("fan-0/x.wav"));

    // Then
    assertThat(train("--out", "model.zip").errors().lines())
        .filteredOn(line -> line.contains("the same sound as") || line.contains("more like these"))
        .hasSize(11)
        .last()
        .isEqualTo("warning: 2 more like these (DUPLICATE): --check-only lists them all");
    assertThat(train("--check-only").output().lines())
        .filteredOn(line -> line.contains("the same sound as"))
        .hasSize(12);
  }

  @Test
  void shouldCallItBadUsageToLearnFromTwoPlacesOrToMixTheirOptions() {
    for (String[] options :
        new String[][] {
          {"--from-kafka"},
          {"--out", "model.zip", "--warm-start"},
          {"--since", "3d", "--check-only"}
        }) {
      Result result = train(options);

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.errors().strip())
          .startsWith("auscult: --")
          .containsPattern("--from-kafka")
          .hasLineCount(1);
    }
  }

  @Test
  void shouldCallItBadUsageToNameNoBundle() {
    Result result = train();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors().strip())
        .startsWith("auscult: Missing required option: '--out=FILE' (or --check-only)")
        .hasLineCount(1);
  }
}
