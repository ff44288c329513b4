/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("some.wav");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldReadBackWhatItWrote(int channels) throws IOException {
    // Given
    float[][] sound = new float[channels][];
    for (int channel = 0; channel < channels; channel++) {
      sound[channel] = TestSound.noise(10_001, channel);
    }

    // When
    WavWriter.write(file, 16_000, sound);

    // Then
    AudioClip clip = AudioClip.read(file);
    assertThat(clip.sampleRate()).isEqualTo(16_000);
    assertThat(clip.sampleCount()).isEqualTo(10_001);
    assertThat(clip.channels()).isDeepEqualTo(sound);
  }

  @Test
  void shouldWriteWhatJavaSoundReads() throws Exception {
    // Given
    float[] sound = TestSound.noise(1_000, 3);

    // When
    WavWriter.write(file, 22_050, sound, sound);

    // Then
    try (var in = AudioSystem.getAudioInputStream(file.toFile())) {
      assertThat(in.getFormat().matches(new AudioFormat(22_050, 16, 2, true, false))).isTrue();
      assertThat(in.getFrameLength()).isEqualTo(1_000);
      float[] interleaved = Pcm16.decode(ByteBuffer.wrap(in.readAllBytes()));
      assertThat(interleaved[2 * 77]).isEqualTo(sound[77]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1_000, 100_000})
  void shouldReadTheSameInPiecesOfAnySize(int most) throws IOException {
    // Given
    float[] sound = TestSound.noise(9_000, 1);
    WavWriter.write(file, 16_000, sound);

    // When
    float[] read = new float[9_000 + 100_000];
    int length = 0;
    try (AudioReader reader = AudioReader.open(file)) {
      int frames = reader.read(read, length, most);
      while (frames > 0) {
        assertThat(frames).isLessThanOrEqualTo(most);
        length += frames;
        frames = reader.read(read, length, most);
      }

      // Then
      assertThat(frames).isEqualTo(-1);
    }
    assertThat(length).isEqualTo(9_000);
    assertThat(read).startsWith(sound);
  }

  @Test
  void shouldDecodeEveryEncodingExactly() throws IOException {
    assertThat(decode(1, 8, bytes(0, 128, 255))).containsExactly(-1, 0, 127 / 128f);
    assertThat(decode(1, 16, bytes(0, 0x80, 0xFF, 0x7F, 1, 0)))
        .containsExactly(-1, 32_767 / 32_768f, 1 / 32_768f);
    assertThat(decode(1, 24, bytes(0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF)))
        .containsExactly(-1, 8_388_607 / 8_388_608f, -1 / 8_388_608f);
    assertThat(decode(1, 32, bytes(0, 0, 0, 0x80, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0x40)))
        .containsExactly(-1, Math.nextDown(1f), 0.5f);
    assertThat(decode(3, 32, bytes(0, 0, 0xC0, 0x3F, 0, 0, 0, 0xBF))).containsExactly(1.5f, -0.5f);
  }

  @Test
  void shouldLookIntoWaveFormatExtensible() throws IOException {
    // Given
    byte[] fmt = fmt(0xFFFE, 1, 24, 40);
    fmt[16] = 22; // bytes that follow
    fmt[18] = 24; // valid bits
    fmt[24] = 1; // integers

    // When
    Files.write(file, wav(chunk("fmt ", fmt), chunk("data", bytes(0, 0, 0x40))));

    // Then
    assertThat(AudioClip.read(file).channels()[0]).containsExactly(0.5f);
  }

  @Test
  void shouldSkipOtherChunksAndTheirPadding() throws IOException {
    Files.write(
        file,
        wav(
            chunk("LIST", new byte[3]),
            chunk("fmt ", fmt(1, 1, 16, 16)),
            chunk("fact", new byte[4]),
            chunk("data", bytes(0, 0x40)),
            chunk("LIST", new byte[5])));

    assertThat(AudioClip.read(file).channels()[0]).containsExactly(0.5f);
  }

  @Test
  void shouldReadToTheEndWhenTheLengthWasUnknownToTheWriter() throws IOException {
    // Given what ffmpeg writes into a pipe
    byte[] wav = wav(chunk("fmt ", fmt(1, 1, 16, 16)), chunk("data", bytes(0, 0x40, 0, 0)));
    ByteBuffer.wrap(wav).putInt(wav.length - 8, -1);
    Files.write(file, wav);

    assertThat(AudioClip.read(file).channels()[0]).containsExactly(0.5f, 0);
  }

  @Test
  void shouldReadAFileWithoutSamples() throws IOException {
    WavWriter.write(file, 16_000, new float[0]);

    assertThat(AudioClip.read(file).sampleCount()).isZero();
  }

  @Test
  void shouldRefuseEveryCutThroughAFileInOneLineThatNamesIt() throws IOException {
    // Given
    byte[] whole =
        wav(
            chunk("LIST", new byte[5]),
            chunk("fmt ", fmt(1, 2, 24, 16)),
            chunk("data", new byte[60]));

    for (int length = 0; length < whole.length; length++) {
      // When
      Files.write(file, Arrays.copyOf(whole, length));

      // Then
      assertOneLineAboutTheFile(length < 4 ? "" : "cut off");
    }
  }

  @Test
  void shouldRefuseEncodingsItDoesNotKnow() throws IOException {
    Files.write(file, wav(chunk("fmt ", fmt(85, 2, 0, 16)), chunk("data", new byte[60])));
    assertOneLineAboutTheFile("WAV encoding 85 with 0 bits, which is not supported; convert it");

    Files.write(file, wav(chunk("fmt ", fmt(3, 2, 64, 16)), chunk("data", new byte[64])));
    assertOneLineAboutTheFile("WAV encoding 3 with 64 bits, which is not supported; convert it");
  }

  @Test
  void shouldRefuseFormatsThatCannotBe() throws IOException {
    Files.write(file, wav(chunk("fmt ", fmt(1, 0, 16, 16)), chunk("data", new byte[60])));
    assertOneLineAboutTheFile("claims 0 channels at 16000 Hz");

    Files.write(file, wav(chunk("fmt ", new byte[10]), chunk("data", new byte[60])));
    assertOneLineAboutTheFile("has a format description of only 10 bytes");
  }

  @Test
  void shouldRefuseOtherKindsOfRiff() throws IOException {
    byte[] avi = wav(chunk("LIST", new byte[100]));
    System.arraycopy("AVI ".getBytes(StandardCharsets.ISO_8859_1), 0, avi, 8, 4);
    Files.write(file, avi);

    assertOneLineAboutTheFile("is a RIFF file, but not WAVE");
  }

  @Test
  void shouldRefuseFloatsThatAreNoSoundAndSayWhere() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(5_000 * 8).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(4_500 * 8 + 4, Float.NaN);
    Files.write(file, wav(chunk("fmt ", fmt(3, 2, 32, 16)), chunk("data", data.array())));

    assertOneLineAboutTheFile("sample 4500 of channel 2 is not a finite number");
  }

  @Test
  void shouldNoticeThatAFileBecomesShorterWhileItIsRead() throws IOException {
    // Given
    WavWriter.write(file, 16_000, new float[100_000]);
    try (AudioReader reader = AudioReader.open(file)) {
      reader.read(new float[1_000], 0, 1_000);

      // When
      try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
        channel.truncate(100_000);
      }

      // Then
      assertThatExceptionOfType(UnreadableAudioException.class)
          .isThrownBy(
              () -> {
                while (reader.read(new float[1_000], 0, 1_000) > 0) {}
              })
          .withMessageContaining("became shorter while it was read");
    }
  }

  @Test
  void shouldRefuseToWriteWhatIsNoClip() {
    assertThatIllegalArgumentException().isThrownBy(() -> WavWriter.write(file, 16_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WavWriter.write(file, 0, new float[1]))
        .withMessageContaining("sampleRate must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WavWriter.write(file, 16_000, new float[1], new float[2]))
        .withMessageContaining("one has 1 samples and one 2");
  }

  private void assertOneLineAboutTheFile(String message) {
    assertThatExceptionOfType(UnreadableAudioException.class)
        .isThrownBy(() -> AudioClip.read(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  private float[] decode(int tag, int bits, byte[] data) throws IOException {
    Files.write(file, wav(chunk("fmt ", fmt(tag, 1, bits, 16)), chunk("data", data)));
    return AudioClip.read(file).channels()[0];
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] fmt(int tag, int channels, int bits, int size) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) tag)
        .putShort((short) channels)
        .putInt(16_000)
        .putInt(16_000 * channels * bits / 8)
        .putShort((short) (channels * bits / 8))
        .putShort((short) bits)
        .array();
  }

  private static byte[] chunk(String tag, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + content.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(tag.getBytes(StandardCharsets.ISO_8859_1))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] wav(byte[]... chunks) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("WAVE".getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] chunk : chunks) {
      content.writeBytes(chunk);
    }
    return chunk("RIFF", content.toByteArray());
  }
}
