/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.util.Random;

/** Interleaved samples in memory, given out in pieces of at most so many frames. */
public class ArraySource implements SoundSource {

  private final PcmFormat format;
  private final float[] samples;
  private final int mostFrames;
  private int position;
  private volatile boolean closed;

  public ArraySource(int sampleRate, int channels, int mostFrames, float... samples) {
    this.format = new PcmFormat(sampleRate, channels);
    this.samples = samples;
    this.mostFrames = mostFrames;
  }

  @Override
  public String name() {
    return "array";
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) {
    int left = samples.length / format.channels() - position;
    if (left == 0) {
      return -1;
    }
    int count = Math.min(left, Math.min(frames, mostFrames));
    System.arraycopy(
        samples, position * format.channels(), interleaved, offset, count * format.channels());
    position += count;
    return count;
  }

  @Override
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Noise that 16 bits hold exactly. */
  public static float[] grid(int count, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (random.nextInt(65536) - 32768) / 32768f;
    }
    return samples;
  }
}
