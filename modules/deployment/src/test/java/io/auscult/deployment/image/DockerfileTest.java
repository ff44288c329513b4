/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {

  private static final Path ROOT = Path.of("../..");

  @Test
  void shouldNameTheVersionsOfItsBases() throws IOException {
    assertThat(lines())
        .filteredOn(line -> line.matches("ARG (BUILD|RUNTIME)_IMAGE=.*"))
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).matches("ARG \\w+=docker\\.io/[a-z/-]+:\\d+\\.\\d+\\S+"));
  }

  /** The same as in ./auscult: one of them changed alone would be slow in the plant. */
  @Test
  void shouldSetWhatLibtorchNeedsOfGlibcAsTheLauncherDoes() throws IOException {
    List<String> settings =
        Files.readAllLines(ROOT.resolve("auscult")).stream()
            .filter(line -> line.startsWith("export MALLOC_"))
            .map(line -> line.replaceAll("export (\\w+)=.*:-(\\d+)}", "$1=$2"))
            .toList();

    assertThat(settings).hasSize(3);
    assertThat(lines().stream().map(line -> line.strip().replace(" \\", ""))).containsAll(settings);
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(ROOT.resolve("docker/Dockerfile"));
  }
}
