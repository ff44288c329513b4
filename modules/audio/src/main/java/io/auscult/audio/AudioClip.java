/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A whole sound in memory.
 *
 * @param sampleRate samples per second and channel, at least 1
 * @param channels {@code [channel][sample]}, at least one channel, all of the same length; not
 *     copied. See {@link AudioReader#read} for the range of a sample
 */
// Sound is large: a clip wraps the arrays it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record AudioClip(int sampleRate, float[][] channels) {

  private static final int BLOCK_FRAMES = 16_384;
  private static final int MOST_SAMPLES = Integer.MAX_VALUE / 2;

  /**
   * Validates.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public AudioClip {
    if (sampleRate < 1) {
      throw new IllegalArgumentException("sampleRate must be at least 1, but is " + sampleRate);
    }
    if (channels.length == 0) {
      throw new IllegalArgumentException("a clip needs at least one channel");
    }
    for (float[] channel : channels) {
      if (channel.length != channels[0].length) {
        throw new IllegalArgumentException(
            "all channels must have the same length, but one has %d samples and one %d"
                .formatted(channels[0].length, channel.length));
      }
    }
  }

  /**
   * Reads a sound file of any supported kind.
   *
   * @param file the file
   * @return all of its sound
   * @throws UnreadableAudioException in the cases of {@link AudioReader#open} and {@link
   *     AudioReader#read}, and when the sound is too long for memory
   */
  public static AudioClip read(Path file) throws IOException {
    try (AudioReader reader = AudioReader.open(file)) {
      return readAll(file.toString(), reader, MOST_SAMPLES);
    }
  }

  /** How many samples each channel has. */
  public int sampleCount() {
    return channels[0].length;
  }

  /** Refuses more than so many samples per channel. */
  static AudioClip readAll(String name, AudioReader reader, int mostSamples) throws IOException {
    int channelCount = reader.format().channels();
    float[][] channels = new float[channelCount][BLOCK_FRAMES];
    float[] block = new float[BLOCK_FRAMES * channelCount];
    int filled = 0;
    int frames;
    while ((frames = reader.read(block, 0, BLOCK_FRAMES)) > 0) {
      if (frames > mostSamples - filled) {
        throw new UnreadableAudioException(
            name, "is longer than " + mostSamples + " samples, the most that are taken; split it");
      }
      if (filled + frames > channels[0].length) {
        grow(channels);
      }
      for (int channel = 0; channel < channelCount; channel++) {
        float[] to = channels[channel];
        for (int i = 0; i < frames; i++) {
          to[filled + i] = block[i * channelCount + channel];
        }
      }
      filled += frames;
    }
    for (int channel = 0; channel < channelCount; channel++) {
      channels[channel] = Arrays.copyOf(channels[channel], filled);
    }
    return new AudioClip(reader.format().sampleRate(), channels);
  }

  private static void grow(float[][] channels) {
    for (int channel = 0; channel < channels.length; channel++) {
      channels[channel] = Arrays.copyOf(channels[channel], 2 * channels[channel].length);
    }
  }
}
