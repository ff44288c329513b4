/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.PcmFormat;
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
import io.auscult.gateway.source.SoundSource;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedsTest {

  private static final PcmFormat MONO = new PcmFormat(16_000, 1);
  private static final ChannelMap FAN = new ChannelMap.OneMachine("fan", null);

  @TempDir Path folder;

  @Test
  void shouldMakeASensorOfEachChannelOfOneMachine() {
    assertThat(feed(new StdinInput(MONO)).channels()).isEqualTo(new Channels.Separate("fan"));
    assertThat(feed(new StdinInput(MONO)).name()).isEqualTo("hall");
  }

  @Test
  void shouldCountTheChannelsOfAMapFromZero() {
    // Given: the second channel, and the mean of the third and fourth
    ChannelMap map =
        new ChannelMap.PerChannel(
            List.of(
                new SensorSettings(2, 2, "fan", "fan-front", null),
                new SensorSettings(3, 4, "pump", "pump", null)));

    // When
    Feed feed = Feeds.of(new SourceSettings("hall", new StdinInput(new PcmFormat(16_000, 4)), map));

    // Then
    assertThat(feed.channels())
        .isEqualTo(
            new Channels.Mapped(
                List.of(
                    new Channels.Sensor("fan", "fan-front", 1, 1),
                    new Channels.Sensor("pump", "pump", 2, 2))));
  }

  @ParameterizedTest
  @EnumSource(FileInput.Play.class)
  void shouldOnlyMissAFolderWhenItsFirstFileIsAskedFor(FileInput.Play play) {
    // Given
    Path missing = folder.resolve("missing");

    // When
    Feed feed = feed(new FileInput(missing, play));

    // Then
    assertThat(feed.sounds().isLive()).isFalse();
    assertThatThrownBy(() -> feed.sounds().next())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(missing.toString());
  }

  @Test
  void shouldOnlyMissADeviceOrAProgramWhenItIsOpened() {
    // When
    Feed device = feed(new DeviceInput("no such device", MONO));
    Feed ffmpeg = feed(new FfmpegInput("/none/ffmpeg", List.of("-i", "x"), MONO));

    // Then
    assertThat(device.sounds().isLive()).isTrue();
    assertThatThrownBy(() -> device.sounds().next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no device 'no such device'");
    assertThat(ffmpeg.sounds().isLive()).isTrue();
    assertThatThrownBy(() -> ffmpeg.sounds().next())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("ffmpeg.executable: cannot run '/none/ffmpeg': install ffmpeg");
  }

  @Test
  void shouldSimulateTheSameMachineWithTheSameSeed() throws Exception {
    // When
    float[] one = simulated(1);
    float[] again = simulated(1);
    float[] other = simulated(2);

    // Then
    assertThat(one).isEqualTo(again).isNotEqualTo(other);
  }

  @Test
  void shouldBreakASimulatedMachineWhenItIsPlanned() throws Exception {
    // Given
    Duration after = Duration.ofMillis(50);
    PlannedFault fault = new PlannedFault(Fault.CAVITATION, after, Duration.ofMillis(100));
    int breaks = 800;

    // When
    float[] healthy = simulated(new SimulatedInput(MachineType.PUMP, 2, 1, null), 2 * breaks);
    float[] broken = simulated(new SimulatedInput(MachineType.PUMP, 2, 1, fault), 2 * breaks);

    // Then
    assertThat(Arrays.mismatch(healthy, broken)).isBetween(breaks, breaks + 10);
  }

  private static float[] simulated(int seed) throws Exception {
    return simulated(new SimulatedInput(MachineType.PUMP, 2, seed, null), 100);
  }

  private static float[] simulated(SimulatedInput input, int frames) throws Exception {
    try (SoundSource sound = requireNonNull(feed(input).sounds().next())) {
      assertThat(sound.name()).isEqualTo("pump-2");
      float[] samples = new float[frames];
      for (int read = 0; read < frames; ) {
        read += sound.read(samples, read, Math.min(400, frames - read));
      }
      return samples;
    }
  }

  private static Feed feed(InputSettings input) {
    return Feeds.of(new SourceSettings("hall", input, FAN));
  }
}
