/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requireName;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.YamlSection;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.MachineType;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where a source has its sound from. */
public sealed interface InputSettings {

  /** The shape of the sound; null if only the sound itself tells. */
  @Nullable PcmFormat format();

  /**
   * WAV and FLAC files.
   *
   * @param path a file, or a folder of files
   * @param play once, again and again, or also those that are added later
   */
  record FileInput(Path path, Play play) implements InputSettings {

    /** What comes after the last file. */
    public enum Play {
      /** Nothing. */
      ONCE,
      /** The first one again. */
      LOOP,
      /** The next one that is put into the folder. */
      WATCH
    }

    @Override
    public @Nullable PcmFormat format() {
      return null;
    }

    static FileInput read(YamlSection yaml) {
      yaml.only("path", "play");
      return yaml.make(
          () -> new FileInput(Path.of(yaml.text("path")), yaml.choice("play", Play.ONCE)));
    }
  }

  /**
   * A device that Java Sound knows.
   *
   * @param name all or a part of what {@code auscult gateway devices} calls it
   */
  record DeviceInput(String name, PcmFormat format) implements InputSettings {

    public DeviceInput {
      requireName("name", name);
      requireFormat(format);
    }

    static DeviceInput read(YamlSection yaml) {
      yaml.only("name", "rate", "channels");
      return yaml.make(() -> new DeviceInput(yaml.text("name"), readFormat(yaml)));
    }
  }

  /**
   * What ffmpeg decodes.
   *
   * @param executable its name or path
   * @param arguments those of the input, up to and with {@code -i} and what follows it
   */
  record FfmpegInput(String executable, List<String> arguments, PcmFormat format)
      implements InputSettings {

    /** ffmpeg takes all up to the last @ before the path for a user and a password. */
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s]*@");

    /** Options whose value may let somebody in. */
    private static final Pattern LETS_IN = Pattern.compile("-(headers|cookies)");

    public FfmpegInput {
      requireName("executable", executable);
      arguments = List.copyOf(arguments);
      require(arguments.contains("-i"), "arguments must have -i and the input after it");
      requireFormat(format);
    }

    @Override
    public String toString() {
      return "FfmpegInput[executable=%s, arguments=%s, format=%s]"
          .formatted(executable, shownArguments(), format);
    }

    /** The arguments without users and passwords, for logs. */
    public List<String> shownArguments() {
      return IntStream.range(0, arguments.size())
          .mapToObj(
              i ->
                  i > 0 && LETS_IN.matcher(arguments.get(i - 1)).matches()
                      ? "***"
                      : USER_INFO.matcher(arguments.get(i)).replaceAll("$1***@"))
          .toList();
    }

    /** A text of ffmpeg's without users, passwords and the values that are not shown. */
    public String redacted(String text) {
      String shown = USER_INFO.matcher(text).replaceAll("$1***@");
      for (int i = 1; i < arguments.size(); i++) {
        if (LETS_IN.matcher(arguments.get(i - 1)).matches() && !arguments.get(i).isBlank()) {
          shown = shown.replace(arguments.get(i).strip(), "***");
        }
      }
      return shown;
    }

    static FfmpegInput read(YamlSection yaml) {
      yaml.only("executable", "arguments", "argumentsFile", "rate", "channels");
      List<String> arguments = readArguments(yaml);
      return yaml.make(
          () -> new FfmpegInput(yaml.text("executable", "ffmpeg"), arguments, readFormat(yaml)));
    }

    private static List<String> readArguments(YamlSection yaml) {
      if (!yaml.has("argumentsFile")) {
        return yaml.texts("arguments");
      }
      if (yaml.has("arguments")) {
        throw yaml.refused("argumentsFile", "and arguments exclude each other");
      }
      String file = yaml.text("argumentsFile");
      try {
        return Files.readAllLines(Path.of(file)).stream().filter(line -> !line.isBlank()).toList();
      } catch (MalformedInputException e) {
        throw yaml.refused("argumentsFile", file + " is no text in UTF-8");
      } catch (IOException e) {
        throw yaml.refused("argumentsFile", "cannot read " + file);
      }
    }
  }

  /** Samples on standard input, signed, 16 bits, the low byte first. */
  record StdinInput(PcmFormat format) implements InputSettings {

    public StdinInput {
      requireFormat(format);
    }

    static StdinInput read(YamlSection yaml) {
      yaml.only("rate", "channels");
      return yaml.make(() -> new StdinInput(readFormat(yaml)));
    }
  }

  /**
   * A simulated machine.
   *
   * @param id which of its type, 0 to 3
   * @param seed the same seed gives the same sound
   * @param fault what breaks; null: nothing
   */
  record SimulatedInput(MachineType type, int id, int seed, @Nullable PlannedFault fault)
      implements InputSettings {

    public SimulatedInput {
      require(
          id >= 0 && id < MachineType.INDIVIDUALS,
          "id must be 0 to %d, is %d".formatted(MachineType.INDIVIDUALS - 1, id));
      if (fault != null) {
        require(
            fault.kind().type() == type,
            "fault.kind %s is none of a %s: it has %s"
                .formatted(fault.kind(), type, Fault.of(type)));
      }
    }

    @Override
    public PcmFormat format() {
      return new PcmFormat(MachineSound.SAMPLE_RATE, 1);
    }

    static SimulatedInput read(YamlSection yaml) {
      yaml.only("type", "id", "seed", "fault");
      PlannedFault fault = yaml.has("fault") ? PlannedFault.read(yaml.section("fault")) : null;
      return yaml.make(
          () ->
              new SimulatedInput(
                  yaml.choice("type", MachineType.class),
                  yaml.integer("id", 0),
                  yaml.integer("seed", 1),
                  fault));
    }
  }

  /**
   * What goes wrong with a simulated machine, each time that it is started.
   *
   * @param after the machine has run for so long, in its own time
   * @param lasts until it is repaired; null: for ever
   */
  record PlannedFault(Fault kind, Duration after, @Nullable Duration lasts) {

    public PlannedFault {
      require(!after.isNegative(), "after must not be negative, is %s".formatted(after));
      require(
          lasts == null || lasts.toMillis() > 0,
          "lasts must be at least a millisecond, is %s".formatted(lasts));
    }

    static PlannedFault read(YamlSection yaml) {
      yaml.only("kind", "after", "lasts");
      return yaml.make(
          () ->
              new PlannedFault(
                  yaml.choice("kind", Fault.class),
                  yaml.duration("after", Duration.ofMinutes(2)),
                  yaml.has("lasts") ? yaml.duration("lasts", Duration.ZERO) : null));
    }
  }

  private static PcmFormat readFormat(YamlSection yaml) {
    int rate = yaml.integer("rate", 16_000);
    int channels = yaml.integer("channels", 1);
    require(rate >= 1, "rate must be 8000 to 192000, is %d".formatted(rate));
    require(channels >= 1, "channels must be 1 to 8, is %d".formatted(channels));
    return new PcmFormat(rate, channels);
  }

  private static void requireFormat(PcmFormat format) {
    require(
        format.sampleRate() >= 8_000 && format.sampleRate() <= 192_000,
        "rate must be 8000 to 192000, is %d".formatted(format.sampleRate()));
    require(
        format.channels() <= ChannelMap.MOST_CHANNELS,
        "channels must be 1 to %d, is %d".formatted(ChannelMap.MOST_CHANNELS, format.channels()));
  }
}
