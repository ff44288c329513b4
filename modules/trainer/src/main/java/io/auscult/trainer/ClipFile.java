/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import io.auscult.dsp.Resampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A clip in a WAV or FLAC file.
 *
 * @param path the file
 */
record ClipFile(Path path) implements ClipAudio {

  @Override
  public float[][] read() throws IOException {
    return resampled(recorded(), path.toString());
  }

  /**
   * The channels of a clip at the rate that is heard.
   *
   * @param source of the clip, for messages
   */
  static float[][] resampled(AudioClip clip, String source) throws DatasetException {
    if (clip.sampleRate() == SAMPLE_RATE) {
      return clip.channels();
    }
    float[][] resampled = new float[clip.channels().length][];
    for (int channel = 0; channel < resampled.length; channel++) {
      try {
        resampled[channel] =
            Resampler.resample(clip.channels()[channel], clip.sampleRate(), SAMPLE_RATE);
      } catch (IllegalArgumentException e) {
        throw new DatasetException(source + ": " + e.getMessage(), e);
      }
    }
    return resampled;
  }

  @Override
  public AudioClip recorded() throws IOException {
    return AudioClip.read(path);
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(path);
  }
}
