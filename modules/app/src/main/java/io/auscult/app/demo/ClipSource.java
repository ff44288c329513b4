/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.audio.PcmFormat;
import io.auscult.gateway.SoundSource;
import io.auscult.trainer.TrainingClip;
import java.io.IOException;

/** One channel of a data set's clip as a sound. */
final class ClipSource implements SoundSource {

  private static final PcmFormat FORMAT = new PcmFormat(16_000, 1);

  private final String name;
  private final float[] samples;
  private int next;

  private ClipSource(String name, float[] samples) {
    this.name = name;
    this.samples = samples;
  }

  /**
   * Reads the clip's first channel.
   *
   * @throws IOException if it cannot be read
   */
  static ClipSource open(TrainingClip clip) throws IOException {
    return new ClipSource(clip.machineId() + "/" + clip.name(), clip.audio().read()[0]);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PcmFormat format() {
    return FORMAT;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) {
    int count = Math.min(frames, samples.length - next);
    if (count <= 0) {
      return -1;
    }
    System.arraycopy(samples, next, interleaved, offset, count);
    next += count;
    return count;
  }

  @Override
  public void close() {}
}
