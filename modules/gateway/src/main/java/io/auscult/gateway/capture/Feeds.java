/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.settings.ChannelMap;
import io.auscult.gateway.settings.InputSettings;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import io.auscult.gateway.settings.InputSettings.FileInput;
import io.auscult.gateway.settings.InputSettings.PlannedFault;
import io.auscult.gateway.settings.InputSettings.SimulatedInput;
import io.auscult.gateway.settings.InputSettings.StdinInput;
import io.auscult.gateway.settings.SensorSettings;
import io.auscult.gateway.settings.SourceSettings;
import io.auscult.gateway.source.DeviceSounds;
import io.auscult.gateway.source.FfmpegSounds;
import io.auscult.gateway.source.FileSounds;
import io.auscult.gateway.source.MachineSource;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.SoundSource;
import io.auscult.gateway.source.Sounds;
import io.auscult.gateway.source.StdinSounds;
import io.auscult.gateway.source.WallClock;
import io.auscult.gateway.source.WatchedFolder;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SimulatedMachine;
import java.time.Duration;

/** Sources as the settings describe them. */
public final class Feeds {

  /** The pipeline listens at one rate, and a file does not mind being resampled here. */
  private static final int SAMPLE_RATE = 16_000;

  private Feeds() {}

  /**
   * The source that the settings describe. Nothing of it is opened or looked at yet: a device that
   * is not there is a source that is tried again, and no failure of the gateway.
   */
  public static Feed of(SourceSettings source) {
    return new Feed(source.name(), channels(source.channels()), sounds(source.input()));
  }

  private static Channels channels(ChannelMap map) {
    if (map instanceof ChannelMap.OneMachine one) {
      return new Channels.Separate(one.machine());
    }
    return new Channels.Mapped(
        ((ChannelMap.PerChannel) map).sensors().stream().map(Feeds::sensor).toList());
  }

  private static Channels.Sensor sensor(SensorSettings sensor) {
    return new Channels.Sensor(
        sensor.machine(),
        sensor.sensor(),
        sensor.firstChannel() - 1,
        sensor.lastChannel() - sensor.firstChannel() + 1);
  }

  private static Sounds sounds(InputSettings input) {
    if (input instanceof FileInput file) {
      return files(file);
    }
    if (input instanceof SimulatedInput simulated) {
      return PacedSounds.realTime(() -> machine(simulated));
    }
    if (input instanceof DeviceInput device) {
      return new DeviceSounds(device);
    }
    if (input instanceof FfmpegInput ffmpeg) {
      return new FfmpegSounds(ffmpeg);
    }
    return new StdinSounds(((StdinInput) input).format());
  }

  private static Sounds files(FileInput input) {
    return switch (input.play()) {
      case ONCE -> realTime(FileSounds.once(input.path(), SAMPLE_RATE));
      case LOOP -> realTime(FileSounds.looping(input.path(), SAMPLE_RATE));
      case WATCH -> new WatchedFolder(input.path(), SAMPLE_RATE, WallClock.system());
    };
  }

  private static Sounds realTime(Sounds sounds) {
    return new PacedSounds(sounds, new Pacer(1, WallClock.steady()));
  }

  private static SoundSource machine(SimulatedInput input) {
    SimulatedMachine machine = new SimulatedMachine(input.type(), input.id(), Plant.DEFAULT_SNR_DB);
    long seed = new SeedSpace(input.seed()).seed(SeedSpace.Purpose.DEMO, machine, 0);
    MachineSound sound = machine.start(seed);
    PlannedFault fault = input.fault();
    if (fault != null) {
      sound.breakAt(samples(fault.after()), fault.kind());
      if (fault.lasts() != null) {
        sound.repairAt(samples(fault.after().plus(fault.lasts())));
      }
    }
    return new MachineSource(machine.id(), sound);
  }

  private static long samples(Duration duration) {
    return duration.toMillis() * MachineSound.SAMPLE_RATE / 1000;
  }
}
