/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AudioChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoundTest {

  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  void shouldGiveBackExactlyWhatWasPublishedHoweverItArrived() throws Exception {
    // Given
    float[] samples = Chunks.noise(5, 1);
    List<AudioChunk> chunks = new ArrayList<>(Chunks.of("fan-0", "s", START, samples));
    chunks.add(chunks.get(2)); // sent again
    Collections.shuffle(chunks, new Random(2));

    // When
    Sound sound = Sound.of(chunks, "fan-0");

    // Then
    assertThat(sound.stretches()).hasSize(1);
    assertThat(Chunks.samplesOf(sound.wav())).containsExactly(samples);
  }

  @Test
  void shouldPlayAGapAsSilence() throws Exception {
    // Given
    float[] samples = Chunks.noise(4, 1);
    List<AudioChunk> chunks = new ArrayList<>(Chunks.of("fan-0", "s", START, samples));
    chunks.remove(1);

    // When
    float[] played = Chunks.samplesOf(Sound.of(chunks, "fan-0").wav());

    // Then
    float[] expected = samples.clone();
    Arrays.fill(expected, Chunks.RATE, 2 * Chunks.RATE, 0);
    assertThat(played).containsExactly(expected);
  }

  @Test
  void shouldLeaveAGapOpenInTheSpectrogram() throws Exception {
    // Given
    List<AudioChunk> chunks = new ArrayList<>(Chunks.of("fan-0", "s", START, Chunks.noise(6, 1)));
    chunks.subList(2, 4).clear();

    // When
    Spectrogram drawn = Spectrogram.of(Sound.of(chunks, "fan-0"), START, Duration.ofSeconds(6));

    // Then
    assertThat(column(drawn, 30)).isNotEqualTo(new byte[Spectrogram.BANDS]);
    assertThat(column(drawn, 93)).isEqualTo(new byte[Spectrogram.BANDS]); // at 2.976 s
    assertThat(column(drawn, 130)).isNotEqualTo(new byte[Spectrogram.BANDS]);
  }

  private static byte[] column(Spectrogram drawn, int i) {
    return Arrays.copyOfRange(drawn.columns(), i * Spectrogram.BANDS, (i + 1) * Spectrogram.BANDS);
  }

  @Test
  void shouldFindTheBandsThatStandOut() {
    // Given
    Stretch quiet = new Stretch(START, Chunks.RATE, Chunks.noise(10, 3));
    NormalSound normal = NormalSound.of(NormalSound.Origin.RECENT, List.of(quiet));
    float[] whistling = Chunks.noise(10, 4);
    for (int i = 0; i < whistling.length; i++) {
      whistling[i] += (float) (0.3 * Math.sin(2 * Math.PI * 2_000 * i / Chunks.RATE));
    }

    // When
    List<NormalSound.Deviation> found =
        normal.standingOut(
            NormalSound.meanOf(new Sound(List.of(new Stretch(START, Chunks.RATE, whistling)))));

    // Then
    assertThat(found).hasSize(1);
    assertThat(found.get(0).db()).isGreaterThan(15);
    assertThat(found.get(0).fromHz()).isBetween(1_700.0, 2_000.0);
    assertThat(found.get(0).toHz()).isBetween(2_000.0, 2_300.0);
  }
}
