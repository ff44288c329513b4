/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.audio.PcmFormat;
import io.auscult.gateway.source.SoundSource;
import io.auscult.trainer.TrainingClip;
import java.io.IOException;

/** A data set's clip as a sound. */
final class ClipSource implements SoundSource {

  private static final int SAMPLE_RATE = 16_000;

  private final String name;
  private final float[][] channels;
  private int next;

  private ClipSource(String name, float[][] channels) {
    this.name = name;
    this.channels = channels;
  }

  /**
   * Reads the clip.
   *
   * @throws IOException if it cannot be read
   */
  static ClipSource open(TrainingClip clip) throws IOException {
    return new ClipSource(clip.machineId() + "/" + clip.name(), clip.audio().read());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PcmFormat format() {
    return new PcmFormat(SAMPLE_RATE, channels.length);
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) {
    int count = Math.min(frames, channels[0].length - next);
    if (count <= 0) {
      return -1;
    }
    for (int frame = 0; frame < count; frame++) {
      for (int channel = 0; channel < channels.length; channel++) {
        interleaved[offset + frame * channels.length + channel] = channels[channel][next + frame];
      }
    }
    next += count;
    return count;
  }

  @Override
  public void close() {}
}
