/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.detector.ModelBundle;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCommandTest {

  @TempDir Path folder;

  private Path model;

  @BeforeEach
  void importModel() throws Exception {
    Path network = folder.resolve("resnet.pt");
    try (InputStream golden =
        ModelCommandTest.class.getResourceAsStream("/golden/torchscript/resnet.pt")) {
      Files.copy(golden, network);
    }
    model = folder.resolve("model.zip");
    String told =
        run(
            "model",
            "import",
            network.toString(),
            "--machines",
            "fan/a,fan/b,c,d",
            "--window",
            "64",
            "--temperature",
            "2",
            "--out",
            model.toString());
    assertThat(told).contains("of 4 machines, without thresholds");
  }

  @Test
  void shouldShowWhatTheManifestSays() throws Exception {
    // Given
    ModelBundle bundle = ModelBundle.read(model);

    // When
    String shown = run("model", "show", model.toString());

    // Then
    assertThat(shown)
        .containsPattern("model +" + bundle.manifest().modelVersion())
        .containsPattern("SHA-256 +" + bundle.sha256())
        .containsPattern("recipe +torchscript, seed 0")
        .containsPattern("front-end +16000 Hz, streaming frames of 2048 samples every 512")
        .containsPattern("windows +64 frames \\(2\\.05 s\\) every 32 \\(1\\.02 s\\), 8 smoothed")
        .containsPattern("network +torchscript, name all, input window-1-band-frame.*, 4 classes")
        .containsPattern("scorer +negative-log-probability, temperature 2\\.0")
        .containsPattern("fan/a +fan +fan/a +none");
  }

  @Test
  void shouldShowTheWholeManifestAsOneJsonObject() throws Exception {
    // When
    String shown = run("model", "show", model.toString(), "--json");

    // Then
    JsonNode json = new ObjectMapper().readTree(shown);
    assertThat(shown.strip()).hasLineCount(1);
    assertThat(json.path("bytes").asLong()).isEqualTo(Files.size(model));
    assertThat(json.at("/manifest/networks/0/network").asText()).isEqualTo("torchscript");
    assertThat(json.at("/manifest/window/hop").asInt()).isEqualTo(32);
  }

  private static String run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.commandLine().execute(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
