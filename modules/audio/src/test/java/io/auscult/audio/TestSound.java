/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Sound for tests: noise on the grid of 16 bits, and a small FLAC file of two channels. */
final class TestSound {

  private TestSound() {}

  static float[] noise(int samples, int seed) {
    Random random = new Random(seed);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (random.nextInt(65_536) - 32_768) / 32_768f;
    }
    return noise;
  }

  /** {@code ramp.flac}: see {@link #ramp}. Written by ffmpeg, 16 bits, 16 kHz, blocks of 1152. */
  static byte[] rampFlac() throws IOException {
    try (InputStream in = TestSound.class.getResourceAsStream("/ramp.flac")) {
      return in.readAllBytes();
    }
  }

  /** 8,000 samples of two channels: one that rises, and one that falls with some noise on it. */
  static float[][] ramp() {
    Random random = new Random(1);
    float[][] ramp = new float[2][8_000];
    for (int i = 0; i < 8_000; i++) {
      ramp[0][i] = (4 * i - 16_000) / 32_768f;
      ramp[1][i] = (16_000 - 4 * i + random.nextInt(200)) / 32_768f;
    }
    return ramp;
  }

  /** As {@link Pcm16} encodes it, S16LE. */
  static ByteBuffer interleaved(float[]... channels) {
    float[] interleaved = new float[channels[0].length * channels.length];
    for (int i = 0; i < interleaved.length; i++) {
      interleaved[i] = channels[i % channels.length][i / channels.length];
    }
    return Pcm16.encode(interleaved, 0, interleaved.length);
  }
}
