/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.SensorId;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sensors the channels of a source become.
 *
 * <p>Sensor ids are stable: the machine's id for a source of one channel and for a mixdown, those
 * of {@link SensorId} for the channels of a source of several.
 */
public sealed interface Channels {

  /** A sensor per channel; the default. */
  record Separate() implements Channels {}

  /** One sensor that hears the mean of all channels. */
  record Mixdown() implements Channels {}

  /**
   * One channel; the others are not published.
   *
   * @param number from 1
   */
  record Only(int number) implements Channels {
    public Only {
      if (number < 1) {
        throw new IllegalArgumentException("channels are counted from 1, not " + number);
      }
    }
  }

  /**
   * A sensor and the channels that it hears the mean of.
   *
   * @param sensorId the sensor
   * @param first index of the first channel, from 0
   * @param count how many channels from there on, at least 1
   */
  record Sensor(String sensorId, int first, int count) {

    /** Writes what the sensor hears of interleaved frames. */
    void hear(float[] interleaved, int channels, int frames, float[] out) {
      for (int frame = 0; frame < frames; frame++) {
        double sum = 0;
        for (int channel = first; channel < first + count; channel++) {
          sum += interleaved[frame * channels + channel];
        }
        out[frame] = (float) (sum / count);
      }
    }
  }

  /**
   * The sensors of a source.
   *
   * @throws IOException if the source lacks a channel; the message names it
   */
  default List<Sensor> sensors(String machineId, SoundSource source) throws IOException {
    PcmFormat format = source.format();
    int count = format.channels();
    if (this instanceof Mixdown) {
      return List.of(new Sensor(machineId, 0, count));
    }
    if (this instanceof Only only) {
      if (only.number() > count) {
        throw new IOException(
            "%s has %d channel(s): there is no channel %d"
                .formatted(source.name(), count, only.number()));
      }
      return List.of(
          new Sensor(SensorId.of(machineId, only.number() - 1, count), only.number() - 1, 1));
    }
    return IntStream.range(0, count)
        .mapToObj(channel -> new Sensor(SensorId.of(machineId, channel, count), channel, 1))
        .toList();
  }
}
