/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.SensorId;
import io.auscult.gateway.source.SoundSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which sensors the channels of a source become.
 *
 * <p>Sensor ids are stable: those of {@link Mapped} are given; otherwise it is the machine's id for
 * a source of one channel and for a mixdown, and that of {@link SensorId} for the channels of a
 * source of several.
 */
public sealed interface Channels {

  /** The machines that the sensors belong to. */
  Set<String> machines();

  /**
   * The sensors of a source.
   *
   * @throws IOException if the source lacks a channel; the message names it
   */
  List<Sensor> sensors(SoundSource source) throws IOException;

  /** A sensor per channel, all of one machine. */
  record Separate(String machineId) implements Channels {
    public Separate {
      requireId(machineId);
    }

    @Override
    public Set<String> machines() {
      return Set.of(machineId);
    }

    @Override
    public List<Sensor> sensors(SoundSource source) {
      int count = source.format().channels();
      return IntStream.range(0, count)
          .mapToObj(
              channel -> new Sensor(machineId, SensorId.of(machineId, channel, count), channel, 1))
          .toList();
    }
  }

  /** One sensor that hears the mean of all channels. */
  record Mixdown(String machineId) implements Channels {
    public Mixdown {
      requireId(machineId);
    }

    @Override
    public Set<String> machines() {
      return Set.of(machineId);
    }

    @Override
    public List<Sensor> sensors(SoundSource source) {
      return List.of(new Sensor(machineId, machineId, 0, source.format().channels()));
    }
  }

  /**
   * One channel; the others are not published.
   *
   * @param number from 1
   */
  record Only(String machineId, int number) implements Channels {
    public Only {
      requireId(machineId);
      if (number < 1) {
        throw new IllegalArgumentException("channels are counted from 1, not " + number);
      }
    }

    @Override
    public Set<String> machines() {
      return Set.of(machineId);
    }

    @Override
    public List<Sensor> sensors(SoundSource source) throws IOException {
      int count = source.format().channels();
      requireChannel(source, number - 1);
      return List.of(
          new Sensor(machineId, SensorId.of(machineId, number - 1, count), number - 1, 1));
    }
  }

  /**
   * Sensors that are named; channels that none of them hears are not published.
   *
   * @param sensors at least one, of different ids
   */
  record Mapped(List<Sensor> sensors) implements Channels {
    public Mapped {
      sensors = List.copyOf(sensors);
      if (sensors.isEmpty()) {
        throw new IllegalArgumentException("a channel map needs at least one sensor");
      }
      Set<String> ids = new HashSet<>();
      for (Sensor sensor : sensors) {
        if (!ids.add(sensor.sensorId())) {
          throw new IllegalArgumentException("two sensors are called " + sensor.sensorId());
        }
      }
    }

    @Override
    public Set<String> machines() {
      return sensors.stream().map(Sensor::machineId).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Sensor> sensors(SoundSource source) throws IOException {
      for (Sensor sensor : sensors) {
        requireChannel(source, sensor.first() + sensor.count() - 1);
      }
      return sensors;
    }
  }

  /**
   * A sensor and the channels that it hears the mean of.
   *
   * @param machineId the machine it listens to
   * @param sensorId the sensor
   * @param first index of the first channel, from 0
   * @param count how many channels from there on, at least 1
   */
  record Sensor(String machineId, String sensorId, int first, int count) {
    public Sensor {
      requireId(machineId);
      requireId(sensorId);
      if (first < 0 || count < 1) {
        throw new IllegalArgumentException(
            "%s cannot hear %d channel(s) from index %d on".formatted(sensorId, count, first));
      }
    }

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

  private static void requireId(String id) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("the id of a machine or sensor must not be blank");
    }
  }

  private static void requireChannel(SoundSource source, int index) throws IOException {
    PcmFormat format = source.format();
    if (index >= format.channels()) {
      throw new IOException(
          "%s has %d channel(s): there is no channel %d"
              .formatted(source.name(), format.channels(), index + 1));
    }
  }
}
