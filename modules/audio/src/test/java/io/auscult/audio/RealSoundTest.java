/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
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

  private static byte[] encodersMd5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(MD5_OFFSET + MD5_BYTES);
      byte[] md5 = Arrays.copyOfRange(start, MD5_OFFSET, start.length);
      assertThat(md5).as(file + " has an MD5").isNotEqualTo(new byte[MD5_BYTES]);
      return md5;
    }
  }

  private static byte[] md5(AudioClip clip) throws NoSuchAlgorithmException {
    float[] interleaved = new float[clip.sampleCount() * clip.channels().length];
    for (int i = 0; i < interleaved.length; i++) {
      interleaved[i] = clip.channels()[i % clip.channels().length][i / clip.channels().length];
    }
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(Pcm16.encode(interleaved, 0, interleaved.length));
    return md5.digest();
  }
}
