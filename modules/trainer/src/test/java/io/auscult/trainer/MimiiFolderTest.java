/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MimiiFolderTest {

  @TempDir Path folder;

  private Path clip(String path, int sampleRate) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    WavWriter.write(file, sampleRate, new float[sampleRate], new float[sampleRate]);
    return file;
  }

  @Test
  void shouldFindClipsByTypeMachineAndCondition() throws Exception {
    // Given
    clip("pump/id_02/normal/00000001.WAV", 16000);
    clip("fan/id_00/normal/00000001.wav", 16000);
    clip("fan/id_00/abnormal/00000000.wav", 48000);
    Files.writeString(folder.resolve("README.md"), "not a clip");
    Files.writeString(folder.resolve("fan/id_00/normal/notes.txt"), "not a clip");

    // When
    Dataset dataset = MimiiFolder.scan(folder);

    // Then
    assertThat(dataset.clips())
        .extracting(TrainingClip::describe)
        .containsExactly(
            "fan/id_00 normal 00000001",
            "fan/id_00 abnormal 00000000",
            "pump/id_02 normal 00000001");
    assertThat(dataset.normals().clips()).hasSize(2);
    assertThat(dataset.clips().get(0).type()).isEqualTo("fan");
    assertThat(dataset.clips().get(1).audio().read()).hasNumberOfRows(2);
    assertThat(dataset.clips().get(1).audio().read()[0]).hasSize(16000);
  }

  @Test
  void shouldNameTheFolderThatIsMissingOrEmpty() {
    Path missing = folder.resolve("none");
    assertThatThrownBy(() -> MimiiFolder.scan(missing))
        .isInstanceOf(DatasetException.class)
        .hasMessage(missing + " is not a folder");
    assertThatThrownBy(() -> MimiiFolder.scan(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith(folder + " holds no clips: expected <type>/<id>/");
  }

  @Test
  void shouldNameTheFileThatCannotBeRead() throws Exception {
    // Given
    Path broken = clip("fan/id_00/normal/00000001.wav", 16000);
    Files.writeString(broken, "");

    // Then
    TrainingClip clip = MimiiFolder.scan(folder).clips().get(0);
    assertThatThrownBy(() -> clip.audio().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(broken.toString());
  }
}
