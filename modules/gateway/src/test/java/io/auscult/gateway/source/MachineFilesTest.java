/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.UnreadableAudioException;
import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFilesTest {

  @TempDir Path root;

  @Test
  void shouldTakeTheMachineFromTheFolderOfAFile() throws Exception {
    // Given
    wav("fan/id_00/normal/2.wav");
    wav("fan/id_00/normal/1.wav");
    wav("fan/id_00/abnormal/1.wav");
    wav("press/9.wav");

    // When
    Map<String, List<Path>> files = MachineFiles.of(root);

    // Then
    assertThat(files).containsOnlyKeys("fan/id_00", "press");
    assertThat(files.get("fan/id_00"))
        .containsExactly(
            root.resolve("fan/id_00/abnormal/1.wav"),
            root.resolve("fan/id_00/normal/1.wav"),
            root.resolve("fan/id_00/normal/2.wav"));
  }

  @Test
  void shouldTakeTheMachineFromTheGivenFolderWhenNothingElseNamesIt() throws Exception {
    // Given
    wav("fan/id_00/normal/1.wav");

    // When, then
    for (String given : List.of("fan/id_00", "fan/id_00/normal")) {
      assertThat(MachineFiles.of(root.resolve(given))).containsOnlyKeys("id_00");
    }
  }

  @Test
  void shouldTakeTheMachineFromTheNameOfASingleFile() {
    assertThat(MachineFiles.machineOf(Path.of("some/where/pump.7.flac"))).isEqualTo("pump.7");
  }

  @Test
  void shouldSayThatAFolderIsMissingOrEmpty() {
    assertThatThrownBy(() -> MachineFiles.of(root.resolve("nowhere")))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> MachineFiles.of(root))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessageContaining(root.toString());
  }

  private void wav(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    WavWriter.write(file, 100, new float[10]);
  }
}
