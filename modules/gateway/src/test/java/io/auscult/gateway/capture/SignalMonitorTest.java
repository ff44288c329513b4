/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.settings.SignalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class SignalMonitorTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int RATE = 1000;

  /** Silence after 10 s, clipping after 5, constant after 4. */
  private static final SignalSettings RULE =
      new SignalSettings(
          -60, Duration.ofSeconds(10), 0.01, Duration.ofSeconds(5), Duration.ofSeconds(4));

  private final List<SensorHealth> health = new ArrayList<>();
  private final SignalMonitor monitor =
      new SignalMonitor(RULE, new Conditions(Set.of("fan"), "fan.ch2", health::add));
  private final Random random = new Random(1);
  private int seconds;

  @Test
  void shouldTellOfSilenceOnceAndOfItsEndOnce() {
    // When
    hear(5, noise(-30));
    hear(25, noise(-70));
    hear(5, noise(-30));

    // Then
    assertThat(told())
        .containsExactly(
            tuple(HealthKind.SILENT, HealthState.BEGIN, 15L),
            tuple(HealthKind.SILENT, HealthState.END, 32L));
    assertThat(health).extracting(SensorHealth::getSubject).containsOnly("fan.ch2");
    assertThat(health).extracting(SensorHealth::getMachineId).containsOnly("fan");
    assertThat(health.get(0).getDetail()).contains("below -60.0 dBFS for 10 s");
  }

  @Test
  void shouldTellOfClippingOnceAndOfItsEndOnce() {
    // Given: 1.2 % of the samples, at both ends together
    float[] clipped = noise(-20);
    for (int i = 0; i < 12; i++) {
      clipped[i * 40] = i % 2 == 0 ? 1f : -1f;
    }

    // When
    hear(3, noise(-20));
    hear(20, clipped);
    hear(5, noise(-20));

    // Then
    assertThat(told())
        .containsExactly(
            tuple(HealthKind.CLIPPING, HealthState.BEGIN, 8L),
            tuple(HealthKind.CLIPPING, HealthState.END, 25L));
  }

  @Test
  void shouldNotCallAFewPeaksClipping() {
    // Given: 0.9 %
    float[] peaks = noise(-20);
    Arrays.fill(peaks, 0, 9, 1f);

    // When
    hear(60, peaks);

    // Then
    assertThat(health).isEmpty();
  }

  @Test
  void shouldTellThatZerosAreConstantAndNotThatTheyAreSilent() {
    // When
    hear(3, noise(-20));
    hear(60, new float[RATE]);
    hear(5, noise(-20));

    // Then
    assertThat(told())
        .containsExactly(
            tuple(HealthKind.CONSTANT, HealthState.BEGIN, 7L),
            tuple(HealthKind.CONSTANT, HealthState.END, 65L));
  }

  @Test
  void shouldTellOfAConstantThatIsNotZero() {
    // Given
    float[] direct = new float[RATE];
    Arrays.fill(direct, 0.25f);

    // When
    hear(60, direct);

    // Then
    assertThat(told()).containsExactly(tuple(HealthKind.CONSTANT, HealthState.BEGIN, 4L));
  }

  @Test
  void shouldHearSilenceOnTopOfADirectCurrent() {
    // Given
    float[] sound = noise(-70);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += 0.05f;
    }

    // When
    hear(15, sound);

    // Then
    assertThat(told()).containsExactly(tuple(HealthKind.SILENT, HealthState.BEGIN, 10L));
  }

  @Test
  void shouldNotFlapBetweenSilentAndConstant() {
    // When: a dead input now and then has a step of noise between stretches of zeros
    for (int i = 0; i < 20; i++) {
      hear(5, new float[RATE]);
      hear(1, noise(-75));
    }

    // Then
    assertThat(told()).containsExactly(tuple(HealthKind.CONSTANT, HealthState.BEGIN, 4L));
  }

  @Test
  void shouldGoOnCallingSilentWhatEndsInZeros() {
    // When
    hear(15, noise(-75));
    hear(20, new float[RATE]);

    // Then
    assertThat(told()).containsExactly(tuple(HealthKind.SILENT, HealthState.BEGIN, 10L));
  }

  @Test
  void shouldTellWhatIsLeftWhenAConstantEndsInSilence() {
    // When
    hear(20, new float[RATE]);
    hear(20, noise(-75));

    // Then
    assertThat(told())
        .containsExactly(
            tuple(HealthKind.CONSTANT, HealthState.BEGIN, 4L),
            tuple(HealthKind.CONSTANT, HealthState.END, 22L),
            tuple(HealthKind.SILENT, HealthState.BEGIN, 22L));
  }

  @Test
  void shouldNotFlapAtTheEdgeOfSilence() {
    // When: it is silent, and then a decibel over and under in turns
    hear(10, noise(-61));
    for (int i = 0; i < 60; i++) {
      hear(3, noise(-59));
      hear(1, noise(-61));
    }

    // Then
    assertThat(told()).containsExactly(tuple(HealthKind.SILENT, HealthState.BEGIN, 10L));
  }

  @Test
  void shouldNotCallAPauseSilence() {
    // When
    for (int i = 0; i < 10; i++) {
      hear(9, noise(-80));
      hear(1, noise(-20));
    }

    // Then
    assertThat(health).isEmpty();
  }

  @Test
  void shouldMeasureTheLevel() {
    assertThat(monitor.hear(chunk(noise(-30)))).isCloseTo(-30, within(0.01));
    assertThat(monitor.hear(chunk(new float[RATE]))).isEqualTo(-180);
  }

  @Test
  void shouldEndWhatLastsWhenTheSensorIsNotHeardAnyMore() {
    // Given
    hear(10, new float[RATE]);

    // When
    monitor.end(START.plusSeconds(10), "not heard");

    // Then
    assertThat(told())
        .containsExactly(
            tuple(HealthKind.CONSTANT, HealthState.BEGIN, 4L),
            tuple(HealthKind.CONSTANT, HealthState.END, 10L));
  }

  private List<Tuple> told() {
    return health.stream()
        .map(
            record ->
                tuple(
                    record.getKind(),
                    record.getState(),
                    Duration.between(START, record.getAt()).toSeconds()))
        .toList();
  }

  private void hear(int count, float[] second) {
    for (int i = 0; i < count; i++) {
      double unused = monitor.hear(chunk(second));
    }
  }

  private AudioChunk chunk(float[] second) {
    return new AudioChunk(
        "fan",
        "fan.ch2",
        "stream",
        (long) seconds,
        (long) seconds * RATE,
        START.plusSeconds(seconds++),
        RATE,
        1,
        AudioEncoding.PCM_S16LE,
        second.length,
        Pcm16.encode(second, 0, second.length));
  }

  /** A second of noise of exactly this level, as far as 16 bits allow. */
  private float[] noise(double dbfs) {
    float[] noise = new float[RATE];
    double power = 0;
    for (int i = 0; i < RATE; i++) {
      noise[i] = (float) random.nextGaussian();
      power += noise[i] * noise[i];
    }
    double gain = Math.pow(10, dbfs / 20) / Math.sqrt(power / RATE);
    for (int i = 0; i < RATE; i++) {
      noise[i] *= (float) gain;
    }
    return noise;
  }
}
