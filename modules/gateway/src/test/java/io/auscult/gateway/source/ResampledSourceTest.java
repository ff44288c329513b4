/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.audio.AudioClip;
import io.auscult.audio.WavWriter;
import io.auscult.dsp.Resampler;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResampledSourceTest {

  private static final int FROM = 44_100;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 777, 16_000, 100_000})
  void shouldSoundAsTheWholeFileResampledWhateverThePieces(int pieceFrames) throws Exception {
    Path file = twoTones();
    float[][] whole = AudioClip.read(file).channels();

    float[][] read = new float[2][];
    int length;
    try (SoundSource source = ResampledSource.of(FileSource.open(file), 16_000)) {
      assertThat(source.format().sampleRate()).isEqualTo(16_000);
      float[] interleaved = new float[2 * 40_000];
      length = readAll(source, interleaved, pieceFrames);
      for (int channel = 0; channel < 2; channel++) {
        read[channel] = new float[length];
        for (int i = 0; i < length; i++) {
          read[channel][i] = interleaved[2 * i + channel];
        }
      }
    }

    assertThat(length).isEqualTo(32_000);
    assertThat(read[0]).isEqualTo(Resampler.resample(whole[0], FROM, 16_000));
    assertThat(read[1]).isEqualTo(Resampler.resample(whole[1], FROM, 16_000));
  }

  @Test
  void shouldLeaveASoundAloneThatHasTheRate() throws Exception {
    try (SoundSource source = FileSource.open(twoTones())) {
      assertThat(ResampledSource.of(source, FROM)).isSameAs(source);
    }
  }

  private static int readAll(SoundSource source, float[] interleaved, int pieceFrames)
      throws IOException {
    int frames = 0;
    int most = Math.min(pieceFrames, interleaved.length / 2);
    int read = source.read(interleaved, 0, most);
    while (read > 0) {
      frames += read;
      read = source.read(interleaved, 2 * frames, Math.min(most, interleaved.length / 2 - frames));
    }
    return frames;
  }

  private Path twoTones() throws IOException {
    float[] left = new float[2 * FROM];
    float[] right = new float[2 * FROM];
    for (int i = 0; i < left.length; i++) {
      left[i] = (float) (0.4 * Math.sin(2 * Math.PI * 440 * i / FROM));
      right[i] = (float) (0.4 * Math.sin(2 * Math.PI * 3000 * i / FROM));
    }
    Path file = folder.resolve("tones.wav");
    WavWriter.write(file, FROM, left, right);
    return file;
  }
}
