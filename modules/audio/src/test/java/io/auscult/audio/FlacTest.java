/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlacTest {

  @TempDir Path folder;

  @Test
  void shouldDecodeInMemoryAndLeaveTheBufferAsItIs() throws IOException {
    // Given
    byte[] flac = TestSound.rampFlac();
    ByteBuffer buffer = ByteBuffer.allocate(flac.length + 20);
    buffer.position(10).put(flac).flip().position(10);

    // When
    AudioClip clip = Flac.decode(buffer.asReadOnlyBuffer());
    Flac.decode(buffer);

    // Then
    assertThat(clip.sampleRate()).isEqualTo(16_000);
    assertThat(clip.channels()).isDeepEqualTo(TestSound.ramp());
    assertThat(buffer.position()).isEqualTo(10);
  }

  @Test
  void shouldTellFlacByItsContentNotItsName() throws IOException {
    Path file = Files.write(folder.resolve("flac.wav"), TestSound.rampFlac());

    assertThat(AudioClip.read(file).channels()).isDeepEqualTo(TestSound.ramp());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_152, 5_000})
  void shouldReadTheSameInPiecesOfAnySize(int most) throws IOException {
    // Given
    Path file = Files.write(folder.resolve("ramp.flac"), TestSound.rampFlac());
    float[] read = new float[2 * (8_000 + most)];
    int length = 0;

    // When
    try (AudioReader reader = AudioReader.open(file)) {
      assertThat(reader.format()).isEqualTo(new PcmFormat(16_000, 2));
      int frames = reader.read(read, 0, most);
      while (frames > 0) {
        assertThat(frames).isLessThanOrEqualTo(most);
        length += frames;
        frames = reader.read(read, 2 * length, most);
      }
      assertThat(reader.read(read, 0, most)).isEqualTo(-1);
    }

    // Then
    assertThat(length).isEqualTo(8_000);
    float[][] ramp = TestSound.ramp();
    for (int i = 0; i < 8_000; i++) {
      assertThat(read[2 * i]).isEqualTo(ramp[0][i]);
      assertThat(read[2 * i + 1]).isEqualTo(ramp[1][i]);
    }
  }

  @Test
  void shouldRefuseEveryCutThroughAFileInOneLine() throws IOException {
    byte[] flac = TestSound.rampFlac();

    for (int length = 0; length < flac.length; length += length < 200 ? 1 : 13) {
      assertUnreadable(Arrays.copyOf(flac, length));
    }
    assertUnreadable(Arrays.copyOf(flac, flac.length - 1));
  }

  @Test
  void shouldReturnWhatIsBeforeADamageAndThenSayWhere() throws IOException {
    // Given
    byte[] flac = TestSound.rampFlac();
    flac[flac.length - 100] ^= 1;
    Path file = Files.write(folder.resolve("ramp.flac"), flac);
    float[] read = new float[16_000];

    try (AudioReader reader = AudioReader.open(file)) {
      // When
      int good = 0;
      while (good < 8_000 / 1_152 * 1_152) {
        good += reader.read(read, 2 * good, 8_000 - good);
      }

      // Then
      assertThat(read[2 * 6_000]).isEqualTo(TestSound.ramp()[0][6_000]);
      assertThatExceptionOfType(UnreadableAudioException.class)
          .isThrownBy(() -> reader.read(read, 0, 8_000))
          .withMessageStartingWith(file + ": is damaged or cut off in FLAC frame 6");
    }
  }

  @Test
  void shouldRefuseOrDecodeWhateverIsDamagedAndPrintNothing() throws IOException {
    // Given
    byte[] flac = TestSound.rampFlac();
    Random random = new Random(42);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      System.setErr(capture);

      for (int round = 0; round < 2_000; round++) {
        // When
        byte[] damaged = flac.clone();
        int first = random.nextInt(flac.length);
        int last = Math.min(flac.length, first + 1 + random.nextInt(40));
        for (int i = first; i < last; i++) {
          damaged[i] = (byte) random.nextInt();
        }

        // Then: what is not part of the sound, such as a comment, may differ
        try {
          Flac.decode(ByteBuffer.wrap(damaged));
        } catch (UnreadableAudioException e) {
          assertThat(e.getMessage()).hasLineCount(1).startsWith("the FLAC data: ");
        }
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void shouldNotPassDamagedSoundAsSound() throws IOException {
    byte[] flac = TestSound.rampFlac();
    Random random = new Random(43);

    for (int round = 0; round < 500; round++) {
      byte[] damaged = flac.clone();
      // Behind the metadata
      int at = flac.length / 2 + random.nextInt(flac.length / 2);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertUnreadable(damaged);
    }
  }

  @Test
  void shouldRefuseGarbageBehindTheMark() {
    byte[] garbage = new byte[100_000];
    new Random(1).nextBytes(garbage);
    System.arraycopy("fLaC".getBytes(StandardCharsets.ISO_8859_1), 0, garbage, 0, 4);

    assertUnreadable(garbage);
  }

  @Test
  void shouldRefuseWhatIsNoFlac() {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> Flac.decode(ByteBuffer.wrap(new byte[1_000])))
        .withMessageContaining("is no FLAC");
  }

  private static void assertUnreadable(byte[] flac) {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> Flac.decode(ByteBuffer.wrap(flac)))
        .withMessageStartingWith("the FLAC data: ")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
