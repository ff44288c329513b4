/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.requireName;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.YamlSection;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import io.auscult.gateway.settings.InputSettings.FileInput;
import io.auscult.gateway.settings.InputSettings.SimulatedInput;
import io.auscult.gateway.settings.InputSettings.StdinInput;
import java.util.List;

/**
 * Something that gives sound, and whose sensors it feeds.
 *
 * @param name unique in the gateway
 */
public record SourceSettings(String name, InputSettings input, ChannelMap channels) {

  /** As they are named to people. */
  private static final List<String> KINDS =
      List.of("file", "device", "ffmpeg", "stdin", "simulated");

  /**
   * Validates.
   *
   * @throws IllegalArgumentException if the input lacks a channel of the map
   */
  public SourceSettings {
    requireName("name", name);
    PcmFormat format = input.format();
    if (format != null) {
      channels.sensors(format.channels());
    }
  }

  static SourceSettings read(YamlSection yaml) {
    yaml.only(
        "name", "file", "device", "ffmpeg", "stdin", "simulated", "machine", "class", "sensors");
    String name = yaml.text("name");
    InputSettings input = input(yaml);
    ChannelMap channels = yaml.make(() -> channels(yaml));
    return yaml.make(() -> new SourceSettings(name, input, channels));
  }

  private static InputSettings input(YamlSection yaml) {
    List<String> given = KINDS.stream().filter(yaml::has).toList();
    if (given.size() != 1) {
      throw yaml.refused(
          given.isEmpty() ? "file" : given.get(1),
          given.isEmpty()
              ? "is missing, or one of device, ffmpeg, stdin, simulated: where the sound is from"
              : "and %s exclude each other: a source has one of %s"
                  .formatted(given.get(0), String.join(", ", KINDS)));
    }
    String kind = given.get(0);
    YamlSection section = yaml.section(kind);
    return switch (kind) {
      case "file" -> FileInput.read(section);
      case "device" -> DeviceInput.read(section);
      case "ffmpeg" -> FfmpegInput.read(section);
      case "stdin" -> StdinInput.read(section);
      default -> SimulatedInput.read(section);
    };
  }

  private static ChannelMap channels(YamlSection yaml) {
    if (!yaml.has("sensors")) {
      if (!yaml.has("machine")) {
        throw yaml.refused("machine", "is missing, or sensors: whose sound it is");
      }
      return new ChannelMap.OneMachine(yaml.text("machine"), yaml.optionalText("class"));
    }
    for (String key : List.of("machine", "class")) {
      if (yaml.has(key)) {
        throw yaml.refused(key, "and sensors exclude each other: each sensor has its own");
      }
    }
    return new ChannelMap.PerChannel(
        yaml.sections("sensors").stream().map(SensorSettings::read).toList());
  }
}
