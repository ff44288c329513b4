/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jflac.util.CRC16;
import org.jflac.util.CRC8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlacTest {

  private static final String NAME = "chunk 7";
  private static final int MOST = 100_000;

  /** jflac's remark on what encoders rarely write. */
  private static final String JFLAC_NOTE = "readResidual elsecase, pEsc = ";

  @TempDir Path folder;

  @Test
  void shouldDecodeInMemoryAndLeaveTheBufferAsItIs() throws IOException {
    // Given
    byte[] flac = TestSound.rampFlac();
    ByteBuffer buffer = ByteBuffer.allocate(flac.length + 20);
    buffer.position(10).put(flac).flip().position(10);

    // When
    AudioClip clip = Flac.decode(NAME, buffer.asReadOnlyBuffer(), 8_000);
    Flac.decode(NAME, buffer, 8_000);

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
  void shouldGiveBackTheExactIntegersOf16Bits() throws IOException {
    AudioClip clip = Flac.decode(NAME, ByteBuffer.wrap(TestSound.rampFlac()), MOST);

    ShortBuffer integers =
        Pcm16.encode(clip.channels()[0], 0, 8_000).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    for (int i = 0; i < 8_000; i++) {
      assertThat(integers.get(i)).isEqualTo((short) (4 * i - 16_000));
    }
  }

  @Test
  void shouldRefuseMoreSamplesThanAllowed() throws IOException {
    byte[] flac = TestSound.rampFlac();

    assertThat(Flac.decode(NAME, ByteBuffer.wrap(flac), 8_000).sampleCount()).isEqualTo(8_000);
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> Flac.decode(NAME, ByteBuffer.wrap(flac), 7_999))
        .withMessage("chunk 7: is longer than 7999 samples, the most that are taken; split it");
  }

  @Test
  @Timeout(10)
  void shouldRefuseGigabytesOfSoundInAFewBytes() {
    // Given: 13 GB of samples
    byte[] bomb = ConstantFlac.of(8, 65_535, 6_500);
    assertThat(bomb).hasSizeLessThan(250_000);

    // When, then
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> Flac.decode(NAME, ByteBuffer.wrap(bomb), 480_000))
        .withMessageContaining("is longer than 480000 samples");
  }

  @Test
  void shouldDecodeBlocksOfAnySizeBehindABareHeader() throws IOException {
    byte[] flac = ConstantFlac.of(8, 65_535, 7);

    AudioClip clip = Flac.decode(NAME, ByteBuffer.wrap(flac), 7 * 65_535);

    assertThat(clip.channels()).hasDimensions(8, 7 * 65_535);
    assertThat(clip.channels()[7][7 * 65_535 - 1]).isEqualTo(ConstantFlac.SAMPLE / 32_768f);
  }

  @Test
  void shouldRefuseOrDecodeWhateverIsDamagedAndPrintNothing() throws IOException {
    byte[] flac = TestSound.rampFlac();
    Random random = new Random(42);

    assertThat(
            printedWhile(
                () -> {
                  for (int round = 0; round < 2_000; round++) {
                    byte[] damaged =
                        round % 4 == 0
                            ? Arrays.copyOf(flac, random.nextInt(flac.length))
                            : flac.clone();
                    overwrite(damaged, 0, damaged.length, 40, random);
                    decodeOrRefuse(damaged);
                  }
                }))
        .isEmpty();
  }

  @Test
  void shouldRefuseOrDecodeNonsenseWhoseChecksumsHold() throws IOException {
    byte[] flac = TestSound.rampFlac();
    List<Integer> frames = frames(flac);
    assertThat(frames).hasSize(7);
    Random random = new Random(44);

    String printed =
        printedWhile(
            () -> {
              for (int round = 0; round < 2_000; round++) {
                byte[] nonsense = flac.clone();
                int frame = random.nextInt(6);
                int start = frames.get(frame);
                int end = frames.get(frame + 1) - 2;
                overwrite(nonsense, start + 2, end, 8, random);
                nonsense[start + 5] = CRC8.calc(Arrays.copyOfRange(nonsense, start, start + 5), 5);
                short checksum = crc16(nonsense, start, end);
                nonsense[end] = (byte) (checksum >> 8);
                nonsense[end + 1] = (byte) checksum;
                decodeOrRefuse(nonsense);
              }
            });

    assertThat(printed.lines()).allMatch(line -> line.startsWith(JFLAC_NOTE));
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
        .isThrownBy(() -> Flac.decode(NAME, ByteBuffer.wrap(new byte[1_000]), MOST))
        .withMessageContaining("is no FLAC");
  }

  private interface Task {
    void run() throws IOException;
  }

  private static String printedWhile(Task task) throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      System.setErr(capture);
      task.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Overwrites at most so many neighbouring bytes. */
  private static void overwrite(byte[] bytes, int from, int to, int most, Random random) {
    if (from == to) {
      return;
    }
    int first = from + random.nextInt(to - from);
    int last = Math.min(to, first + 1 + random.nextInt(most));
    for (int i = first; i < last; i++) {
      bytes[i] = (byte) random.nextInt();
    }
  }

  /** What is not part of the sound, such as a comment, may differ. */
  private static void decodeOrRefuse(byte[] flac) {
    try {
      Flac.decode(NAME, ByteBuffer.wrap(flac), MOST);
    } catch (UnreadableAudioException e) {
      assertThat(e.getMessage()).hasLineCount(1).startsWith(NAME + ": ");
    }
  }

  /** Where frames begin: behind one whose checksum holds. */
  private static List<Integer> frames(byte[] flac) {
    List<Integer> frames = new ArrayList<>();
    for (int i = 42; i < flac.length - 1; i++) {
      boolean mark = flac[i] == (byte) 0xFF && flac[i + 1] == (byte) 0xF8;
      if (mark && (frames.isEmpty() || crc16(flac, frames.get(frames.size() - 1), i) == 0)) {
        frames.add(i);
      }
    }
    return frames;
  }

  private static short crc16(byte[] bytes, int from, int to) {
    short checksum = 0;
    for (int i = from; i < to; i++) {
      checksum = CRC16.update(bytes[i], checksum);
    }
    return checksum;
  }

  private static void assertUnreadable(byte[] flac) {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> Flac.decode(NAME, ByteBuffer.wrap(flac), MOST))
        .withMessageStartingWith(NAME + ": ")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
