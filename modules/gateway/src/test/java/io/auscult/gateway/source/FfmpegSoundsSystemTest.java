/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auscult.audio.PcmFormat;
import io.auscult.audio.WavWriter;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg itself as a child process. */
@Tag("system")
@Timeout(120)
class FfmpegSoundsSystemTest {

  private static final PcmFormat STEREO = new PcmFormat(16_000, 2);
  private static final PcmFormat MONO = new PcmFormat(16_000, 1);

  /** Sound without an end, in real time. */
  private static final List<String> ENDLESS =
      List.of("-re", "-f", "lavfi", "-i", "anoisesrc=r=16000:a=0.1");

  @TempDir Path folder;

  @AfterEach
  void noChildIsLeft() {
    await().atMost(Duration.ofSeconds(20)).until(() -> children().isEmpty());
  }

  @Test
  void shouldGiveEverySampleOfWhatFfmpegReads() throws Exception {
    // Given
    float[] left = ArraySource.grid(50_001, 1);
    float[] right = ArraySource.grid(50_001, 2);
    Path wav = folder.resolve("a b.wav");
    WavWriter.write(wav, 16_000, left, right);
    FfmpegSounds sounds = ffmpeg(STEREO, List.of("-i", wav.toString()));

    // When
    float[] heard = new float[2 * 50_001];
    try (SoundSource sound = requireNonNull(sounds.next())) {
      assertThat(SourceReads.fully(sound, heard, 50_001)).isEqualTo(50_001);

      // Then: and its end is told
      assertThatThrownBy(() -> sound.read(new float[2], 0, 1))
          .isInstanceOf(IOException.class)
          .hasMessage("ffmpeg -i %s ended".formatted(wav));
    }
    for (int i = 0; i < 50_001; i++) {
      assertThat(heard[2 * i]).isEqualTo(left[i]);
      assertThat(heard[2 * i + 1]).isEqualTo(right[i]);
    }
  }

  @Test
  void shouldSayWhatFfmpegSaidOfAMissingInput() throws Exception {
    // Given
    FfmpegSounds sounds = ffmpeg(MONO, List.of("-i", folder.resolve("none.wav").toString()));

    // When, then
    try (SoundSource sound = requireNonNull(sounds.next())) {
      assertThatThrownBy(() -> sound.read(new float[1], 0, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with code ")
          .hasMessageContaining("none.wav: No such file or directory");
    }
  }

  @Test
  void shouldNotTellAPasswordThatFfmpegSays() throws Exception {
    // Given: nobody listens at that port
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String url = "rtsp://operator:geheim@127.0.0.1:%d/hall".formatted(port);
    FfmpegSounds sounds = ffmpeg(MONO, List.of("-rtsp_transport", "tcp", "-i", url));

    // When, then
    try (SoundSource sound = requireNonNull(sounds.next())) {
      assertThat(sound.name()).doesNotContain("geheim").doesNotContain("operator");
      assertThatThrownBy(() -> sound.read(new float[1], 0, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Connection refused")
          .hasMessageContaining("rtsp://***@127.0.0.1")
          .message()
          .doesNotContain("geheim")
          .doesNotContain("operator");
    }
  }

  @Test
  void shouldSayThatFfmpegWasKilled() throws Exception {
    // Given
    try (SoundSource sound = requireNonNull(ffmpeg(MONO, ENDLESS).next())) {
      assertThat(sound.read(new float[1600], 0, 1600)).isPositive();

      // When
      signal("KILL");

      // Then
      assertThatThrownBy(() -> readToTheEnd(sound))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with code 137");
    }
  }

  @Test
  void shouldEndAReadOfOneThatIsStoppedWhenItIsClosed() throws Exception {
    // Given: one that cannot even be asked to end
    SoundSource sound = requireNonNull(ffmpeg(MONO, ENDLESS).next());
    assertThat(sound.read(new float[1600], 0, 1600)).isPositive();
    signal("STOP");
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              try {
                readToTheEnd(sound);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    // When
    sound.close();

    // Then
    reading.get(30, TimeUnit.SECONDS);
  }

  @Test
  void shouldNotStartTheNextBeforeTheLastHasEnded() throws Exception {
    // Given
    FfmpegSounds sounds = ffmpeg(MONO, ENDLESS);
    for (int i = 0; i < 3; i++) {
      // When
      try (SoundSource sound = requireNonNull(sounds.next())) {
        // Then
        assertThat(children()).hasSize(1);
        assertThat(sound.read(new float[1600], 0, 1600)).isPositive();
      }
    }
    sounds.close();
    assertThat(sounds.next()).isNull();
  }

  @Test
  void shouldEndTheChildrenOfAWrapper() throws Exception {
    // Given: a script that does not hand itself over to ffmpeg
    Path script = folder.resolve("my-ffmpeg");
    Files.writeString(script, "#!/bin/sh\nffmpeg \"$@\"\nexit 0\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    FfmpegSounds sounds = new FfmpegSounds(new FfmpegInput(script.toString(), ENDLESS, MONO));
    SoundSource sound = requireNonNull(sounds.next());
    assertThat(sound.read(new float[1600], 0, 1600)).isPositive();

    // When
    sound.close();

    // Then
    readToTheEnd(sound);
  }

  @Test
  void shouldEndFfmpegWithTheProgram() throws Exception {
    // Given: a program that listens and is asked to end
    Path pid = folder.resolve("pid");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Listening.class.getName(),
                pid.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .failFast("the program ended", () -> !program.isAlive())
          .until(() -> Files.exists(pid));
      ProcessHandle child = ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();

      // When
      program.destroy();

      // Then
      assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
      await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    } finally {
      program.destroyForcibly();
    }
  }

  /** Listens to ffmpeg until it is killed. */
  static final class Listening {
    private Listening() {}

    public static void main(String[] args) throws Exception {
      try (SoundSource sound = requireNonNull(ffmpeg(MONO, ENDLESS).next())) {
        sound.read(new float[1600], 0, 1600);
        Path file = Path.of(args[0]);
        Path written = file.resolveSibling("pid.tmp");
        Files.writeString(
            written, String.valueOf(children().get(0).pid()), StandardCharsets.US_ASCII);
        Files.move(written, file);
        readToTheEnd(sound);
      }
    }
  }

  private static FfmpegSounds ffmpeg(PcmFormat format, List<String> arguments) {
    return new FfmpegSounds(new FfmpegInput("ffmpeg", arguments, format));
  }

  private static void readToTheEnd(SoundSource sound) throws IOException {
    float[] piece = new float[1600 * sound.format().channels()];
    while (sound.read(piece, 0, 1600) >= 0) {
      // goes on
    }
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current().descendants().toList();
  }

  private static void signal(String signal) throws Exception {
    String pid = String.valueOf(children().get(0).pid());
    Process kill = new ProcessBuilder("kill", "-" + signal, pid).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
