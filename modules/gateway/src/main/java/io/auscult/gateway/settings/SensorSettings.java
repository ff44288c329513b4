/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requireName;

import io.auscult.cli.YamlSection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sensor hears one channel of a source, or the mean of some that lie side by side.
 *
 * @param firstChannel from 1
 * @param lastChannel the same for one channel
 * @param machine id of the machine it listens to
 * @param sensor its own id
 * @param modelClass that {@code auscult machines register} is to give the machine; null for its own
 */
public record SensorSettings(
    int firstChannel, int lastChannel, String machine, String sensor, @Nullable String modelClass) {

  public SensorSettings {
    requireChannel("channel", firstChannel);
    requireChannel("channels", lastChannel);
    require(lastChannel >= firstChannel, "channels must be in their order");
    requireName("machine", machine);
    requireName("sensor", sensor);
    if (modelClass != null) {
      requireName("class", modelClass);
    }
  }

  private static void requireChannel(String name, int channel) {
    require(
        channel >= 1 && channel <= ChannelMap.MOST_CHANNELS,
        "%s must be 1 to %d, is %d".formatted(name, ChannelMap.MOST_CHANNELS, channel));
  }

  static SensorSettings read(YamlSection yaml) {
    yaml.only("channel", "channels", "machine", "sensor", "class");
    String machine = yaml.text("machine");
    List<Integer> channels = channels(yaml);
    return yaml.make(
        () ->
            new SensorSettings(
                channels.get(0),
                channels.get(channels.size() - 1),
                machine,
                yaml.text("sensor", machine),
                yaml.optionalText("class")));
  }

  private static List<Integer> channels(YamlSection yaml) {
    if (!yaml.has("channels")) {
      return List.of(yaml.integer("channel"));
    }
    if (yaml.has("channel")) {
      throw yaml.refused("channels", "and channel exclude each other");
    }
    List<Integer> channels = yaml.integers("channels");
    if (channels.isEmpty()) {
      throw yaml.refused("channels", "is empty");
    }
    for (int i = 1; i < channels.size(); i++) {
      if (channels.get(i) != channels.get(i - 1) + 1) {
        throw yaml.refused("channels", "must lie side by side, like [2, 3], is " + channels);
      }
    }
    return channels;
  }
}
