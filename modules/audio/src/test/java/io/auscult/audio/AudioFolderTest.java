/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioFolderTest {

  @TempDir Path folder;

  @Test
  void shouldListSoundFilesOfAllSubfoldersSorted() throws IOException {
    // Given
    Path b = create("b.WAV");
    Path nested = create("a/z/c.flac");
    Path a = create("a/a.wav");
    create("a/readme.txt");
    create("wav");
    create(".hidden.wav");
    Files.createDirectories(folder.resolve("folder.wav"));

    // When, then
    assertThat(AudioFolder.list(folder)).containsExactly(a, nested, b);
  }

  @Test
  void shouldRefuseAMissingFolder() {
    assertRefused(folder.resolve("missing"), "there is no such folder; check the path");
  }

  @Test
  void shouldRefuseAFile() throws IOException {
    assertRefused(create("a.wav"), "is not a folder; name the folder that holds the sound files");
  }

  @Test
  void shouldRefuseAFolderWithoutSound() throws IOException {
    create("readme.txt");

    assertRefused(folder, "holds no .wav and no .flac file; check the path");
  }

  private Path create(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private static void assertRefused(Path path, String problem) {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> AudioFolder.list(path))
        .withMessage(path + ": " + problem);
  }
}
