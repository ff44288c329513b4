/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSoundsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void shouldGiveTheFilesOfAFolderOnceByPath() throws Exception {
    // Given
    Path later = wav("b.wav");
    Path earlier = wav("a/z.wav");
    FileSounds sounds = FileSounds.once(folder, 16_000);

    // When, then
    assertThat(name(sounds.next())).isEqualTo(earlier.toString());
    assertThat(name(sounds.next())).isEqualTo(later.toString());
    assertThat(sounds.next()).isNull();
  }

  @Test
  void shouldBeginAgainWithWhatTheFolderHoldsByThen() throws Exception {
    // Given
    Path first = wav("a.wav");
    FileSounds sounds = FileSounds.looping(folder, 16_000);
    assertThat(name(sounds.next())).isEqualTo(first.toString());

    // When
    Path added = wav("b.wav");

    // Then
    assertThat(name(sounds.next())).isEqualTo(first.toString());
    assertThat(name(sounds.next())).isEqualTo(added.toString());
    assertThat(name(sounds.next())).isEqualTo(first.toString());
    sounds.close();
    assertThat(sounds.next()).isNull();
  }

  @Test
  void shouldFindAFileThatComesLater() throws Exception {
    // Given
    Path file = folder.resolve("late.wav");
    FileSounds sounds = FileSounds.once(file, 16_000);
    assertThatThrownBy(sounds::next)
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": there is no such file or folder; check the path");

    // When
    wav("late.wav");

    // Then
    assertThat(name(sounds.next())).isEqualTo(file.toString());
    assertThat(sounds.next()).isNull();
  }

  @Test
  void shouldGoOnWithTheNextFileAfterOneThatCannotBeRead() throws Exception {
    // Given
    Files.writeString(folder.resolve("a.wav"), "no sound");
    Path good = wav("b.wav");
    FileSounds sounds = FileSounds.once(folder, 16_000);

    // When, then
    assertThatThrownBy(sounds::next).isInstanceOf(IOException.class).hasMessageContaining("a.wav");
    assertThat(name(sounds.next())).isEqualTo(good.toString());
  }

  @Test
  void shouldSayThatAFileCannotBeResampled() throws Exception {
    // Given: rates without a common divisor
    Path odd = folder.resolve("odd.wav");
    WavWriter.write(odd, 192_001, new float[10]);

    // When, then
    assertThatThrownBy(FileSounds.once(odd, 15_999)::next)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(odd + ": cannot resample from 192001");
  }

  @Test
  void shouldDateSoundThatWasLateByWhenItCame() throws Exception {
    // Given
    VirtualClock clock = new VirtualClock(START);
    PacedSounds sounds =
        new PacedSounds(FileSounds.once(folder.resolve("late.wav"), 16_000), new Pacer(1, clock));
    assertThatThrownBy(sounds::next).isInstanceOf(IOException.class);

    // When
    clock.now = START.plus(Duration.ofHours(1));
    wav("late.wav");

    // Then
    assertThat(requireNonNull(sounds.next()).startedAt()).isEqualTo(START.plusSeconds(3600));
  }

  private Path wav(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(requireNonNull(file.getParent()));
    WavWriter.write(file, 16_000, new float[10]);
    return file;
  }

  private static String name(@Nullable SoundSource sound) throws IOException {
    try (SoundSource open = requireNonNull(sound)) {
      return open.name();
    }
  }
}
