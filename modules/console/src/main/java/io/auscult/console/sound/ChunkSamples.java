/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.UnreadableAudioException;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.SensorId;
import java.util.Arrays;

/** The samples of one sensor in a chunk that may hold several. */
final class ChunkSamples {

  private static final int MOST_CHANNELS = 64;

  private ChunkSamples() {}

  /** Whether a chunk holds sound of a sensor: its own, or that of one of its channels. */
  static boolean has(AudioChunk chunk, String sensorId) {
    return chunk.getSensorId().equals(sensorId) || channel(chunk, sensorId) >= 0;
  }

  private static int channel(AudioChunk chunk, String sensorId) {
    int channels = chunk.getChannels();
    return channels < 2 || channels > MOST_CHANNELS
        ? -1
        : SensorId.all(chunk.getSensorId(), channels).indexOf(sensorId);
  }

  /** The sensor's channel, or the mean of all where the chunk as a whole is the sensor's. */
  static float[] of(AudioChunk chunk, String sensorId) throws SoundException {
    float[][] channels = decode(chunk);
    int channel = channel(chunk, sensorId);
    if (channel >= 0) {
      return channels[channel];
    }
    float[] mean = channels[0];
    for (int i = 0; channels.length > 1 && i < mean.length; i++) {
      int at = i;
      mean[i] = (float) Arrays.stream(channels).mapToDouble(c -> c[at]).average().orElse(0);
    }
    return mean;
  }

  private static float[][] decode(AudioChunk chunk) throws SoundException {
    try {
      return switch (chunk.getEncoding()) {
        case PCM_S16LE -> Pcm16.decode(chunk.getSamples(), chunk.getChannels());
        case FLAC -> Flac.decode("a chunk", chunk.getSamples(), chunk.getSampleCount()).channels();
        default -> throw new IllegalArgumentException("its encoding is " + chunk.getEncoding());
      };
    } catch (UnreadableAudioException | IllegalArgumentException e) {
      throw new SoundException(
          SoundException.Reason.GONE,
          "chunk %d of %s cannot be read: %s"
              .formatted(chunk.getSequence(), chunk.getSensorId(), e.getMessage()));
    }
  }
}
