/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  private final SoundSource mono = new ArraySource(100, 1, 10, 0.5f);
  private final float[] stereoFrames = {0.5f, -0.25f, 0.125f, 0.375f};
  private final SoundSource stereo = new ArraySource(100, 2, 10, stereoFrames);

  @Test
  void shouldNameTheOnlyChannelLikeTheMachine() throws Exception {
    assertThat(new Channels.Separate().sensors("fan", mono))
        .containsExactly(new Channels.Sensor("fan", 0, 1));
    assertThat(new Channels.Only(1).sensors("fan", mono))
        .containsExactly(new Channels.Sensor("fan", 0, 1));
  }

  @Test
  void shouldMakeASensorOfEachChannel() throws Exception {
    // When
    var sensors = new Channels.Separate().sensors("fan", stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan.ch1", "fan.ch2");
    assertThat(heard(sensors.get(0))).containsExactly(0.5f, 0.125f);
    assertThat(heard(sensors.get(1))).containsExactly(-0.25f, 0.375f);
  }

  @Test
  void shouldHearTheMeanOfAllChannels() throws Exception {
    // When
    var sensors = new Channels.Mixdown().sensors("fan", stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan");
    assertThat(heard(sensors.get(0))).containsExactly(0.125f, 0.25f);
  }

  @Test
  void shouldKeepTheNameOfAChosenChannel() throws Exception {
    // When
    var sensors = new Channels.Only(2).sensors("fan", stereo);

    // Then
    assertThat(sensors).extracting(Channels.Sensor::sensorId).containsExactly("fan.ch2");
    assertThat(heard(sensors.get(0))).containsExactly(-0.25f, 0.375f);
  }

  @Test
  void shouldSayThatAChannelIsMissing() {
    assertThatThrownBy(() -> new Channels.Only(3).sensors("fan", stereo))
        .isInstanceOf(IOException.class)
        .hasMessage("array has 2 channel(s): there is no channel 3");
    assertThatThrownBy(() -> new Channels.Only(0)).hasMessageContaining("counted from 1");
  }

  private float[] heard(Channels.Sensor sensor) {
    float[] out = new float[2];
    sensor.hear(stereoFrames, 2, 2, out);
    return out;
  }
}
