/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioReaderTest {

  @TempDir Path folder;

  @Test
  void shouldRefuseAFolder() {
    assertUnreadable(folder, "is a folder; name a WAV or FLAC file in it");
  }

  @Test
  void shouldRefuseAMissingFile() {
    assertUnreadable(folder.resolve("missing.wav"), "there is no such file; check the path");
  }

  @Test
  void shouldRefuseAnEmptyFile() throws IOException {
    assertUnreadable(
        Files.createFile(folder.resolve("empty.wav")), "is empty (0 bytes); record it again");
  }

  @Test
  void shouldRefuseAWavThatIsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("text.wav"), "not a sound at all");

    assertUnreadable(file, "is neither WAV nor FLAC; convert it");
  }

  @Test
  void shouldSayWhenThePermissionIsMissing() {
    // root may read everything, so the system's answer is played here
    UnreadableAudioException e =
        UnreadableAudioException.of("a.wav", new AccessDeniedException("a.wav"));

    assertThat(e).hasMessage("a.wav: no permission to read it; check its owner and mode");
  }

  @Test
  void shouldPutWhatElseGoesWrongIntoOneLine() {
    assertThat(UnreadableAudioException.of("a.wav", new IOException("bad\nsector")))
        .hasMessage("a.wav: cannot be read (bad); check the disk and try again");
    assertThat(UnreadableAudioException.of("a.wav", new IOException()))
        .hasMessage("a.wav: cannot be read (IOException); check the disk and try again");
  }

  @Test
  void shouldRefuseToReadNoFramesOrBeyondTheArray() throws IOException {
    Path file = folder.resolve("some.wav");
    WavWriter.write(file, 16_000, new float[100], new float[100]);

    try (AudioReader reader = AudioReader.open(file)) {
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(new float[10], 0, 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> reader.read(new float[10], 0, 6));
      assertThat(reader.read(new float[10], 0, 5)).isEqualTo(5);
    }
  }

  @Test
  void shouldRefuseShapesThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PcmFormat(0, 1))
        .withMessageContaining("sampleRate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PcmFormat(16_000, 0))
        .withMessageContaining("channels");
  }

  private static void assertUnreadable(Path file, String problem) {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> AudioReader.open(file))
        .withMessageStartingWith(file + ": " + problem);
  }
}
