/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import io.auscult.dsp.Resampler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A sound at another sample rate. Its length is that of the original, to the sample. */
final class ResampledSource implements SoundSource {

  /** So many frames of the original are read at a time. */
  private static final int BLOCK_FRAMES = 8192;

  private final SoundSource original;
  private final PcmFormat format;
  private final List<Resampler> channels = new ArrayList<>();
  private final float[] block;

  /** What is resampled but not yet read, [channel][frame]. */
  private float[][] ready;

  private int next;
  private boolean ended;

  private ResampledSource(SoundSource original, int sampleRate) {
    this.original = original;
    int count = original.format().channels();
    format = new PcmFormat(sampleRate, count);
    for (int channel = 0; channel < count; channel++) {
      channels.add(new Resampler(original.format().sampleRate(), sampleRate));
    }
    block = new float[BLOCK_FRAMES * count];
    ready = new float[count][0];
  }

  /**
   * The sound itself if it has the rate already.
   *
   * @param sampleRate in Hz
   * @throws IllegalArgumentException if the ratio of the rates is too odd
   */
  static SoundSource of(SoundSource original, int sampleRate) {
    return original.format().sampleRate() == sampleRate
        ? original
        : new ResampledSource(original, sampleRate);
  }

  @Override
  public String name() {
    return original.name();
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    while (next == ready[0].length) {
      if (ended) {
        return -1;
      }
      refill();
    }
    int count = Math.min(frames, ready[0].length - next);
    for (int frame = 0; frame < count; frame++) {
      for (int channel = 0; channel < ready.length; channel++) {
        interleaved[offset + frame * ready.length + channel] = ready[channel][next + frame];
      }
    }
    next += count;
    return count;
  }

  private void refill() throws IOException {
    int read = original.read(block, 0, BLOCK_FRAMES);
    ended = read < 0;
    try {
      for (int channel = 0; channel < ready.length; channel++) {
        ready[channel] =
            ended
                ? channels.get(channel).finish()
                : channels.get(channel).process(of(channel, read), 0, read);
      }
    } catch (IllegalArgumentException e) {
      // A file of floats may hold numbers that are no sound.
      throw new IOException("%s: %s".formatted(name(), e.getMessage()), e);
    }
    next = 0;
  }

  private float[] of(int channel, int frames) {
    float[] samples = new float[frames];
    for (int frame = 0; frame < frames; frame++) {
      samples[frame] = block[frame * ready.length + channel];
    }
    return samples;
  }

  @Override
  public void close() throws IOException {
    original.close();
  }
}
