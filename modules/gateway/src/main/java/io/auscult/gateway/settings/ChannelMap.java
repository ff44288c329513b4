/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requireName;

import io.auscult.contracts.SensorId;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whose sensors the channels of a source are. */
public sealed interface ChannelMap {

  /** How many channels a source may have. */
  int MOST_CHANNELS = 8;

  /**
   * The sensors.
   *
   * @param channels how many the source turned out to have
   * @throws IllegalArgumentException if it lacks one, naming it
   */
  List<SensorSettings> sensors(int channels);

  /**
   * All channels are sensors of one machine, named by {@link SensorId}.
   *
   * @param machine its id
   * @param modelClass that {@code auscult machines register} is to give it; null for its own
   */
  record OneMachine(String machine, @Nullable String modelClass) implements ChannelMap {

    public OneMachine {
      requireName("machine", machine);
      if (modelClass != null) {
        requireName("class", modelClass);
      }
    }

    @Override
    public List<SensorSettings> sensors(int channels) {
      return IntStream.range(0, channels)
          .mapToObj(
              channel ->
                  new SensorSettings(
                      channel + 1,
                      channel + 1,
                      machine,
                      SensorId.of(machine, channel, channels),
                      modelClass))
          .toList();
    }
  }

  /**
   * Sensors one by one. Channels that belong to none are not captured.
   *
   * @param sensors at least one
   */
  record PerChannel(List<SensorSettings> sensors) implements ChannelMap {

    public PerChannel {
      sensors = List.copyOf(sensors);
      require(!sensors.isEmpty(), "sensors is empty");
    }

    @Override
    public List<SensorSettings> sensors(int channels) {
      for (int i = 0; i < sensors.size(); i++) {
        int last = sensors.get(i).lastChannel();
        require(
            last <= channels,
            "sensors[%d]: there is no channel %d, the source has %d".formatted(i, last, channels));
      }
      return sensors;
    }
  }
}
