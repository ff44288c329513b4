/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every real clip, held against the MD5 of its samples that the encoder left in the file. */
@Tag("real-sound")
class RealSoundTest {

  private static final int MD5_OFFSET = 4 + 4 + 18;
  private static final int MD5_BYTES = 16;

  @Test
  void shouldDecodeEveryClipWithoutLoss() throws Exception {
    // Given
    Path data = Path.of(System.getProperty("auscult.data"));
    List<Path> files = AudioFolder.list(data);
    assertThat(files).hasSize(240);

    for (Path file : files) {
      // When
      AudioClip clip = AudioClip.read(file);

      // Then
      assertThat(clip.sampleRate()).isEqualTo(16_000);
      assertThat(clip.channels()).hasNumberOfRows(4);
      assertThat(clip.sampleCount()).isEqualTo(160_000);
      assertThat(md5(clip)).as(file.toString()).isEqualTo(encodersMd5(file));
    }
  }

  /** In chunks of 1 s, as a gateway cuts them, each channel alone and all together. */
  @Test
  void shouldEncodeEverySecondOfEveryClipWithoutLossAndSmaller() throws Exception {
    // Given
    List<Path> files = AudioFolder.list(Path.of(System.getProperty("auscult.data")));
    assertThat(files).hasSize(240);

    int chunks = 0;
    for (Path file : files) {
      AudioClip clip = AudioClip.read(file);
      for (int from = 0; from < clip.sampleCount(); from += clip.sampleRate()) {
        float[][] second = new float[clip.channels().length][];
        for (int channel = 0; channel < second.length; channel++) {
          second[channel] =
              Arrays.copyOfRange(clip.channels()[channel], from, from + clip.sampleRate());
          assertSmallerWithoutLoss(clip.sampleRate(), second[channel]);
          chunks++;
        }
        assertSmallerWithoutLoss(clip.sampleRate(), second);
      }
    }
    assertThat(chunks).isEqualTo(240 * 4 * 10);
  }

  private static void assertSmallerWithoutLoss(int rate, float[]... channels) throws IOException {
    // When
    ByteBuffer pcm = TestSound.interleaved(channels);
    ByteBuffer flac = Flac.encode(new PcmFormat(rate, channels.length), pcm);

    // Then
    assertThat(flac.remaining()).isLessThan(pcm.remaining());
    AudioClip decoded = Flac.decode("chunk", flac, channels[0].length);
    assertThat(decoded.sampleRate()).isEqualTo(rate);
    assertThat(TestSound.interleaved(decoded.channels())).isEqualTo(pcm);
  }

  private static byte[] encodersMd5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(MD5_OFFSET + MD5_BYTES);
      byte[] md5 = Arrays.copyOfRange(start, MD5_OFFSET, start.length);
      assertThat(md5).as(file + " has an MD5").isNotEqualTo(new byte[MD5_BYTES]);
      return md5;
    }
  }

  private static byte[] md5(AudioClip clip) throws NoSuchAlgorithmException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(TestSound.interleaved(clip.channels()));
    return md5.digest();
  }
}
