/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.gateway.source.ArraySource;
import io.auscult.gateway.source.SoundSource;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  private final SoundSource mono = new ArraySource(100, 1, 10, 0.5f);
  private final float[] stereoFrames = {0.5f, -0.25f, 0.125f, 0.375f};
  private final SoundSource stereo = new ArraySource(100, 2, 10, stereoFrames);

  @Test
  void shouldNameTheOnlyChannelLikeTheMachine() throws Exception {
    assertThat(new Channels.Separate("fan").sensors(mono))
        .containsExactly(new Channels.Sensor("fan", "fan", 0, 1));
    assertThat(new Channels.Only("fan", 1).sensors(mono))
        .containsExactly(new Channels.Sensor("fan", "fan", 0, 1));
  }

  @Test
  void shouldMakeASensorOfEachChannel() throws Exception {
    // When
    var sensors = new Channels.Separate("fan").sensors(stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan.ch1", "fan.ch2");
    assertThat(heard(sensors.get(0))).containsExactly(0.5f, 0.125f);
    assertThat(heard(sensors.get(1))).containsExactly(-0.25f, 0.375f);
  }

  @Test
  void shouldHearTheMeanOfAllChannels() throws Exception {
    // When
    var sensors = new Channels.Mixdown("fan").sensors(stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan");
    assertThat(heard(sensors.get(0))).containsExactly(0.125f, 0.25f);
  }

  @Test
  void shouldKeepTheNameOfAChosenChannel() throws Exception {
    // When
    var sensors = new Channels.Only("fan", 2).sensors(stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan.ch2");
    assertThat(heard(sensors.get(0))).containsExactly(-0.25f, 0.375f);
  }

  @Test
  void shouldSayThatAChannelIsMissing() {
    assertThatThrownBy(() -> new Channels.Only("fan", 3).sensors(stereo))
        .isInstanceOf(IOException.class)
        .hasMessage("array has 2 channel(s): there is no channel 3");
    assertThatThrownBy(() -> new Channels.Only("fan", 0)).hasMessageContaining("counted from 1");
  }

  @Test
  void shouldHearTheChannelsThatTheMapNames() throws Exception {
    // When
    var sensors =
        new Channels.Mapped(
                List.of(
                    new Channels.Sensor("pump", "pump-front", 1, 1),
                    new Channels.Sensor("fan", "fan", 0, 2)))
            .sensors(stereo);

    // Then
    assertThat(heard(sensors.get(0))).containsExactly(-0.25f, 0.375f);
    assertThat(heard(sensors.get(1))).containsExactly(0.125f, 0.25f);
  }

  @Test
  void shouldSayThatAMapNamesAChannelThatIsMissingOrASensorTwice() {
    Channels.Sensor third = new Channels.Sensor("fan", "fan", 2, 1);

    assertThatThrownBy(() -> new Channels.Mapped(List.of(third)).sensors(stereo))
        .isInstanceOf(IOException.class)
        .hasMessage("array has 2 channel(s): there is no channel 3");
    assertThatThrownBy(() -> new Channels.Mapped(List.of(third, third)))
        .hasMessage("two sensors are called fan");
  }

  private float[] heard(Channels.Sensor sensor) {
    float[] out = new float[2];
    sensor.hear(stereoFrames, 2, 2, out);
    return out;
  }
}
