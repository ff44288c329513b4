/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that ffmpeg writes, held against ffmpeg's own decoding of them, bit by bit. */
@Tag("system")
class FfmpegSystemTest {

  private static final int TAG_OFFSET = 20;

  /** Every channel carries a tone of its own, and noise, so that none can be taken for another. */
  private static final String CHANNEL = "0.4*sin(2*PI*%d*t)+0.3*(2*random(%d)-1)";

  @TempDir Path folder;

  record Encoding(String file, int rate, int channels, String options) {
    @Override
    public String toString() {
      return file + " " + rate + " Hz, " + channels + " channels " + options;
    }
  }

  static Stream<Encoding> encodings() {
    return Stream.of(
        new Encoding("a.wav", 44_100, 1, "-c:a pcm_u8"),
        new Encoding("a.wav", 44_100, 2, "-c:a pcm_s16le"),
        new Encoding("a.wav", 16_000, 8, "-c:a pcm_s16le"),
        new Encoding("a.wav", 48_000, 3, "-c:a pcm_s24le"),
        new Encoding("a.wav", 16_000, 2, "-c:a pcm_s32le"),
        new Encoding("a.wav", 44_100, 6, "-c:a pcm_f32le"),
        new Encoding("a.flac", 44_100, 1, "-sample_fmt s16"),
        new Encoding("a.flac", 16_000, 2, "-sample_fmt s16 -compression_level 12"),
        new Encoding("a.flac", 16_000, 2, "-sample_fmt s16 -compression_level 0"),
        new Encoding("a.flac", 16_000, 8, "-sample_fmt s16"),
        new Encoding("a.flac", 48_000, 2, "-sample_fmt s32"),
        new Encoding("a.flac", 96_000, 5, "-sample_fmt s32 -compression_level 12"));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void shouldDecodeAsFfmpegDoes(Encoding encoding) throws Exception {
    // Given
    Path file = encode(encoding);
    float[] expected = decodeWithFfmpeg(file);
    assertThat(expected.length).isEqualTo(3 * encoding.rate() / 2 * encoding.channels());

    // When
    AudioClip clip = AudioClip.read(file);

    // Then
    assertThat(clip.sampleRate()).isEqualTo(encoding.rate());
    assertThat(clip.channels()).hasNumberOfRows(encoding.channels());
    for (int i = 0; i < expected.length; i++) {
      int channel = i % encoding.channels();
      float sample = clip.channels()[channel][i / encoding.channels()];
      if (sample != expected[i]) {
        assertThat(sample).as("sample %d", i).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void shouldHaveReadWaveFormatExtensible() throws Exception {
    Path file = encode(new Encoding("a.wav", 16_000, 8, "-c:a pcm_s16le"));

    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getShort(TAG_OFFSET)).isEqualTo((short) 0xFFFE);
  }

  @Test
  void shouldReadAWavThatFfmpegWroteIntoAPipe() throws Exception {
    // Given
    Path whole = encode(new Encoding("a.wav", 16_000, 2, "-c:a pcm_s16le"));
    Path piped = folder.resolve("piped.wav");
    Files.write(piped, ffmpeg("-i", whole.toString(), "-c:a", "pcm_s16le", "-f", "wav", "-"));

    // When, then
    assertThat(AudioClip.read(piped).channels()).isDeepEqualTo(AudioClip.read(whole).channels());
  }

  @Test
  void shouldWriteWhatFfmpegReads() throws Exception {
    // Given
    float[] left = TestSound.noise(5_000, 1);
    float[] right = TestSound.noise(5_000, 2);
    Path file = folder.resolve("ours.wav");

    // When
    WavWriter.write(file, 16_000, left, right, left);

    // Then
    float[] samples = decodeWithFfmpeg(file);
    assertThat(samples).hasSize(15_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(samples[3 * i]).isEqualTo(left[i]);
      assertThat(samples[3 * i + 1]).isEqualTo(right[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(HardSound.class)
  void shouldEncodeFlacThatFfmpegDecodesToTheVeryBits(HardSound sound) throws Exception {
    for (PcmFormat format : HardSound.FORMATS) {
      for (int frames : new int[] {1, 2, 8, 9, 17, 100, 4_098, 16_000}) {
        assertFfmpegDecodes(format, sound.samples(format, frames, new Random(frames)));
      }
    }
  }

  @Test
  @Tag("real-sound")
  void shouldEncodeRealSoundToFlacThatFfmpegDecodesToTheVeryBits() throws Exception {
    List<Path> files = AudioFolder.list(Path.of(System.getProperty("auscult.data")));
    assertThat(files).hasSize(240);

    for (int i = 0; i < files.size(); i += 3) {
      // A channel and a second of each
      AudioClip clip = AudioClip.read(files.get(i));
      PcmFormat format = new PcmFormat(clip.sampleRate(), 1);
      float[] channel = clip.channels()[i % clip.channels().length];
      int from = i % 10 * clip.sampleRate();
      assertFfmpegDecodes(format, Pcm16.encode(channel, from, clip.sampleRate()));
    }
  }

  private void assertFfmpegDecodes(PcmFormat format, ByteBuffer pcm) throws Exception {
    // When
    ByteBuffer flac = Flac.encode(format, pcm);

    // Then
    byte[] bytes = new byte[flac.remaining()];
    flac.get(bytes);
    Path file = Files.write(folder.resolve("ours.flac"), bytes);
    byte[] decoded = ffmpeg("-i", file.toString(), "-f", "s16le", "-");
    assertThat(ByteBuffer.wrap(decoded)).as(format + ", " + pcm).isEqualTo(pcm);
  }

  @Test
  void shouldReadTheRampThatTheQuickTestsUse() throws Exception {
    // Given
    Path file = Files.write(folder.resolve("ramp.flac"), TestSound.rampFlac());

    // When
    float[] samples = decodeWithFfmpeg(file);

    // Then
    for (int i = 0; i < 8_000; i++) {
      assertThat(samples[2 * i + 1]).isEqualTo(TestSound.ramp()[1][i]);
    }
  }

  private Path encode(Encoding encoding) throws Exception {
    List<String> channels = new ArrayList<>();
    for (int channel = 0; channel < encoding.channels(); channel++) {
      channels.add(CHANNEL.formatted(200 + 300 * channel, channel));
    }
    Path file = folder.resolve(encoding.file());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-f", "lavfi", "-i"));
    arguments.add(
        "aevalsrc=exprs=%s:s=%d:d=1.5".formatted(String.join("|", channels), encoding.rate()));
    arguments.addAll(List.of(encoding.options().split(" ")));
    arguments.add(file.toString());
    ffmpeg(arguments.toArray(String[]::new));
    return file;
  }

  /** By way of 64 bit floats, which hold every sample of every encoding without loss. */
  private float[] decodeWithFfmpeg(Path file) throws Exception {
    byte[] raw = ffmpeg("-i", file.toString(), "-f", "f64le", "-");
    DoubleBuffer exact = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    float[] samples = new float[exact.remaining()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) exact.get(i);
    }
    return samples;
  }

  private byte[] ffmpeg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("ffmpeg.log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return output;
  }
}
