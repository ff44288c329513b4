/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.UnreadableAudioException;
import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {

  @TempDir Path root;

  @Test
  void shouldTakeTheMachineFromTheFolderOfAFile() throws Exception {
    // Given
    wav("fan/id_00/normal/2.wav");
    wav("fan/id_00/normal/1.wav");
    wav("fan/id_00/abnormal/1.wav");
    wav("press/9.wav");

    // When
    List<Feed> feeds = Feed.folder(root, new Channels.Separate());

    // Then
    assertThat(feeds).extracting(Feed::machineId).containsExactly("fan/id_00", "press");
    assertThat(names(feeds.get(0)))
        .containsExactly(
            root.resolve("fan/id_00/abnormal/1.wav").toString(),
            root.resolve("fan/id_00/normal/1.wav").toString(),
            root.resolve("fan/id_00/normal/2.wav").toString());
  }

  @Test
  void shouldTakeTheMachineFromTheGivenFolderWhenNothingElseNamesIt() throws Exception {
    // Given
    wav("fan/id_00/normal/1.wav");

    // When, then
    for (String given : List.of("fan/id_00", "fan/id_00/normal")) {
      assertThat(Feed.folder(root.resolve(given), new Channels.Separate()))
          .extracting(Feed::machineId)
          .containsExactly("id_00");
    }
  }

  @Test
  void shouldTakeTheMachineFromTheNameOfASingleFile() {
    assertThat(Feed.file(Path.of("some/where/pump.7.flac"), new Channels.Separate()).machineId())
        .isEqualTo("pump.7");
    assertThat(Feed.file(Path.of("x.wav"), "pump", new Channels.Separate()).machineId())
        .isEqualTo("pump");
  }

  @Test
  void shouldSayThatAFolderIsMissingOrEmpty() {
    assertThatThrownBy(() -> Feed.folder(root.resolve("nowhere"), new Channels.Separate()))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> Feed.folder(root, new Channels.Separate()))
        .isInstanceOf(UnreadableAudioException.class)
        .hasMessageContaining(root.toString());
  }

  @Test
  void shouldRefuseAFeedWithoutMachineOrSound() {
    assertThatThrownBy(() -> new Feed(" ", new Channels.Separate(), List.of()))
        .hasMessageContaining("machine id");
    assertThatThrownBy(() -> new Feed("fan", new Channels.Separate(), List.of()))
        .hasMessageContaining("fan has no sound");
  }

  private static List<String> names(Feed feed) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    for (SoundSource.Opener sound : feed.sounds()) {
      try (SoundSource source = sound.open()) {
        names.add(source.name());
      }
    }
    return names;
  }

  private void wav(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    WavWriter.write(file, 100, new float[10]);
  }
}
