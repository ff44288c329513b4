/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.settings.ChannelMap;
import io.auscult.gateway.settings.InputSettings;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import io.auscult.gateway.settings.InputSettings.FileInput;
import io.auscult.gateway.settings.InputSettings.SimulatedInput;
import io.auscult.gateway.settings.InputSettings.StdinInput;
import io.auscult.gateway.settings.SourceSettings;
import io.auscult.gateway.source.DeferredSounds;
import io.auscult.gateway.source.DeviceSounds;
import io.auscult.gateway.source.FfmpegSounds;
import io.auscult.gateway.source.MachineSource;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.SoundList;
import io.auscult.gateway.source.Sounds;
import io.auscult.gateway.source.StandardInput;
import io.auscult.gateway.source.WallClock;
import io.auscult.gateway.source.WatchedFolder;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;

/** The sources of the settings. */
public final class Feeds {

  /** A file does not mind being resampled here, and the pipeline then need not. */
  private static final int FILE_RATE = 16_000;

  private Feeds() {}

  /**
   * A source; nothing is opened yet, so a microphone that is dead at the start hinders no other.
   */
  public static Feed of(SourceSettings source) {
    return new Feed(
        source.name(), channels(source.channels()), sounds(source.name(), source.input()));
  }

  private static Channels channels(ChannelMap map) {
    if (map instanceof ChannelMap.OneMachine one) {
      return new Channels.Separate(one.machine());
    }
    return new Channels.Mapped(
        map.sensors(ChannelMap.MOST_CHANNELS).stream()
            .map(
                sensor ->
                    new Channels.Sensor(
                        sensor.machine(),
                        sensor.sensor(),
                        sensor.firstChannel() - 1,
                        sensor.lastChannel() - sensor.firstChannel() + 1))
            .toList());
  }

  private static Sounds sounds(String name, InputSettings input) {
    if (input instanceof FileInput file) {
      return files(file);
    }
    if (input instanceof DeviceInput device) {
      return new DeviceSounds(device.name(), device.format());
    }
    if (input instanceof FfmpegInput ffmpeg) {
      return new FfmpegSounds(
          name, ffmpeg.executable(), ffmpeg.arguments(), ffmpeg.format(), FfmpegInput::redacted);
    }
    if (input instanceof StdinInput stdin) {
      return new StandardInput(stdin.format(), System.in);
    }
    SimulatedInput machine = (SimulatedInput) input;
    return PacedSounds.realTime(
        () ->
            new MachineSource(
                name,
                new SimulatedMachine(machine.type(), machine.id(), Plant.DEFAULT_SNR_DB)
                    .start(machine.seed())));
  }

  private static Sounds files(FileInput file) {
    return switch (file.play()) {
      case WATCH -> new WatchedFolder(file.path(), FILE_RATE, WallClock.system());
      case ONCE -> played(file, SoundList.Play.ONCE);
      case LOOP -> played(file, SoundList.Play.LOOP);
    };
  }

  private static Sounds played(FileInput file, SoundList.Play play) {
    return new DeferredSounds(
        () ->
            new PacedSounds(
                SoundList.files(file.path(), FILE_RATE, play), new Pacer(1, WallClock.steady())));
  }
}
