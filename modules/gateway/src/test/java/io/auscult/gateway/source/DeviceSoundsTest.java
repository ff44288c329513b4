/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceSoundsTest {

  private static final PcmFormat STEREO = new PcmFormat(16_000, 2);

  private final TestMixer card =
      new TestMixer("Scarlett 18i8 [plughw:1,0]", TestMixer.pcm(16_000, 2));

  @AfterEach
  void unplug() {
    TestMixers.unplugAll();
  }

  @Test
  void shouldHearWhatTheDeviceOfThatNameHears() throws Exception {
    // Given
    TestMixers.plug(new TestMixer("PCH [plughw:0,0]", TestMixer.pcm(16_000, 2)));
    TestMixers.plug(card);
    float[] sound = ArraySource.grid(2 * 1000, 1);
    card.hear(Pcm16.encode(sound, 0, sound.length).array());
    DeviceSounds sounds = device("scarlett");

    // When
    float[] heard = new float[sound.length];
    try (SoundSource open = requireNonNull(sounds.next())) {
      assertThat(open.name()).isEqualTo("Scarlett 18i8 [plughw:1,0]");
      SourceReads.fully(open, heard, sound.length / 2);
    }

    // Then
    assertThat(heard).containsExactly(sound);
    assertThat(card.isClosed()).isTrue();
    sounds.close();
    assertThat(sounds.next()).isNull();
  }

  @Test
  void shouldEndAReadThatWaitsWhenItIsClosed() throws Exception {
    // Given
    TestMixers.plug(card);
    SoundSource sound = requireNonNull(device("Scarlett").next());
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sound.read(new float[20], 0, 10);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    // When
    sound.close();

    // Then
    assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
  }

  @Test
  void shouldNameWhatThereIsWhenADeviceIsUnknown() {
    // Given
    TestMixers.plug(card);
    TestMixers.plug(new TestMixer("Speakers only"));

    // When, then
    assertThatThrownBy(device("Webcam")::next)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "device.name: there is no device 'Webcam' to listen to, there is"
                + " 'Scarlett 18i8 [plughw:1,0]'; see: auscult gateway devices");
  }

  @Test
  void shouldNotChooseBetweenTwoDevices() {
    // Given
    TestMixers.plug(card);
    TestMixers.plug(new TestMixer("Scarlett 2i2", TestMixer.pcm(16_000, 2)));

    // When, then
    assertThatThrownBy(device("scarlett")::next)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "device.name: 'scarlett' is 'Scarlett 18i8 [plughw:1,0]', 'Scarlett 2i2':"
                + " name more of the one that is meant");
  }

  @Test
  void shouldTakeTheDeviceWhoseWholeNameIsGiven() throws Exception {
    // Given
    TestMixers.plug(new TestMixer("default [default]", TestMixer.pcm(16_000, 2)));
    TestMixers.plug(new TestMixer("default [default] 2", TestMixer.pcm(16_000, 2)));

    // When, then
    try (SoundSource sound = requireNonNull(device("default [default]").next())) {
      assertThat(sound.name()).isEqualTo("default [default]");
    }
  }

  @Test
  void shouldSayThatADeviceDoesNotOfferAFormat() {
    // Given
    TestMixers.plug(new TestMixer("Webcam", TestMixer.pcm(48_000, 1)));

    // When, then
    assertThatThrownBy(device("Webcam")::next)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "device: 'Webcam' does not offer 16000 Hz with 2 channel(s) of 16 bits;"
                + " see: auscult gateway devices");
  }

  @Test
  void shouldSayThatADeviceIsInUse() {
    // Given
    TestMixers.plug(card);
    card.beBusy();

    // When, then
    assertThatThrownBy(device("Scarlett")::next)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be opened, perhaps another program has it (line is in use)");
  }

  private static DeviceSounds device(String name) {
    return new DeviceSounds(new DeviceInput(name, STEREO));
  }
}
