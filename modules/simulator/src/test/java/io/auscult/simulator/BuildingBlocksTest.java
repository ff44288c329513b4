/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildingBlocksTest {
  private static final int SECOND = MachineSound.SAMPLE_RATE;

  @ParameterizedTest
  @CsvSource({"100, 30", "1000, 50", "1000, 1500", "6500, 400"})
  void shouldRingWithEnergyOneAtItsFrequency(double hz, double bandwidthHz) {
    // Given
    ResonatorBank bank = new ResonatorBank(List.of(new Resonance(hz, bandwidthHz, 3)));

    // When
    double energy = 0;
    for (int i = 0; i < SECOND; i++) {
      double ring = bank.next(i == 0 ? 1 : 0);
      energy += ring * ring;
    }

    // Then
    assertThat(energy).isCloseTo(1, within(1e-3));
  }

  @Test
  void shouldPassWhiteNoiseWithPowerOne() {
    // Given
    RandomStream random = new RandomStream(3);

    // When / Then
    assertThat(power(random::gaussian)).isCloseTo(1, within(0.02));
    Source noise =
        Source.noise(random, List.of(new Resonance(700, 800, 1), new Resonance(3000, 500, 0.5)));
    assertThat(power(noise::next)).isCloseTo(1, within(0.05));
  }

  @Test
  void shouldWanderWithinBoundsAroundZero() {
    // Given
    Drift drift = new Drift(new RandomStream(1), 2, 0.05);

    // When
    double sum = 0;
    double squares = 0;
    double most = 0;
    int samples = 60 * SECOND;
    for (int i = 0; i < samples; i++) {
      double value = drift.next();
      sum += value;
      squares += value * value;
      most = Math.max(most, Math.abs(value));
    }

    // Then
    assertThat(sum / samples).isCloseTo(0, within(0.2));
    assertThat(Math.sqrt(squares / samples)).isCloseTo(2, within(0.2));
    assertThat(most).isLessThanOrEqualTo(5 + 1e-9);
  }

  @Test
  void shouldAgreeWithTheSine() {
    for (double turns = 0; turns < 3; turns += 0.000_37) {
      assertThat(Sine.of(turns)).isCloseTo(Math.sin(2 * Math.PI * turns), within(4e-7));
    }
  }

  @Test
  void shouldTurnAtItsMeanSpeed() {
    // Given
    Shaft shaft = new Shaft(new RandomStream(4), 25, 0.004, 0.1);

    // When
    int turns = 0;
    for (int i = 0; i < 40 * SECOND; i++) {
      turns += shaft.advance() ? 1 : 0;
    }

    // Then
    assertThat(turns).isBetween(990, 1010);
  }

  @Test
  void shouldKeepThePowerWhileSharesMove() {
    // Given
    Source one = () -> 1;
    Source zero = new Alternation();
    PowerMix mix = new PowerMix().with(one, 1).with(zero, 0);
    assertThat(mix.next()).isEqualTo(1);

    // When
    mix.redistribute(Map.of(zero, 0.3));

    // Then: (a + b)^2 + (a - b)^2 = 2, whatever the shares a^2 and b^2
    for (int i = 0; i < SECOND / 2; i += 2) {
      double sum = mix.next();
      double difference = mix.next();
      assertThat((sum * sum + difference * difference) / 2).isCloseTo(1, within(1e-9));
    }
    assertThat(mix.next()).isCloseTo(Math.sqrt(0.7) + Math.sqrt(0.3), within(1e-9));
  }

  @Test
  void shouldLandOnTheHealthySharesToTheBit() {
    // Given
    Source one = () -> 1;
    Source other = () -> 1;
    PowerMix mix = new PowerMix().with(one, 0.9).with(other, 0.1);
    double healthy = mix.next();

    // When
    mix.redistribute(Map.of(other, 0.37));
    advance(mix, SECOND);
    mix.restore();
    advance(mix, SECOND);

    // Then
    assertThat(mix.next()).isEqualTo(healthy);
  }

  @Test
  void shouldGoOutAndBackInACycleAndRestAtBothEnds() {
    // Given
    Stroke stroke = new Stroke(new RandomStream(2), 1.5, 0.2, 0.2);

    // When
    int arrivals = 0;
    int departures = 0;
    for (int i = 0; i < 30 * SECOND; i++) {
      stroke.advance();
      arrivals += stroke.arrived() ? 1 : 0;
      departures += stroke.departed() ? 1 : 0;
      assertThat(stroke.speed()).isBetween(0.0, 1.0);
    }

    // Then
    assertThat(arrivals).isBetween(38, 42);
    assertThat(departures).isBetween(38, 42);
    assertThat(stroke.mean(speed -> speed)).isCloseTo(0.6, within(1e-3));
  }

  @Test
  void shouldLandOnceAPullUnlessThePlungerIsGummed() {
    // Given
    Actuation actuation = new Actuation(new RandomStream(6), 0.5, 0.5);

    // When
    int clean = landings(actuation);
    actuation.gum(true);
    int gummed = landings(actuation);

    // Then
    assertThat(clean).isBetween(78, 82);
    assertThat(gummed).isGreaterThan(clean + 10);
  }

  private static int landings(Actuation actuation) {
    int landings = 0;
    for (int i = 0; i < 20 * SECOND; i++) {
      actuation.advance();
      landings += actuation.blow() > 0 ? 1 : 0;
    }
    return landings;
  }

  private static double power(DoubleSupplier source) {
    double sum = 0;
    int samples = 10 * SECOND;
    for (int i = 0; i < samples; i++) {
      double sample = source.getAsDouble();
      sum += sample * sample;
    }
    return sum / samples;
  }

  private static void advance(PowerMix mix, int samples) {
    for (int i = 0; i < samples; i++) {
      mix.next();
    }
  }

  private static final class Alternation implements Source {
    private double value = -1;

    @Override
    public double next() {
      value = -value;
      return value;
    }
  }
}
