/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.dsp.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MachineSoundTest {
  private static final int SECOND = MachineSound.SAMPLE_RATE;
  private static final double LOUD_AND_CLEAR = 60;

  static List<SimulatedMachine> machines() {
    return Plant.of(Plant.MOST_MACHINES).machines();
  }

  static Stream<SimulatedMachine> machinesUpClose() {
    return Plant.of(Plant.MOST_MACHINES, LOUD_AND_CLEAR).machines().stream();
  }

  @ParameterizedTest
  @EnumSource
  void shouldSoundTheSameWhateverThePieces(Fault fault) {
    // Given
    SimulatedMachine machine = new SimulatedMachine(fault.type(), 1, 6);
    float[] whole = new float[3 * SECOND];
    startToBreakAndToBeRepaired(machine, fault).render(whole, 0, whole.length);

    // When
    float[] pieced = new float[whole.length];
    MachineSound sound = startToBreakAndToBeRepaired(machine, fault);
    Random random = new Random(1);
    int at = 0;
    while (at < pieced.length) {
      int length = Math.min(random.nextInt(900), pieced.length - at);
      sound.render(pieced, at, length);
      at += length;
    }

    // Then
    assertThat(pieced).isEqualTo(whole);
    assertThat(sound.position()).isEqualTo(whole.length);
  }

  @ParameterizedTest
  @MethodSource("machines")
  void shouldBeDecidedByMachineAndSeed(SimulatedMachine machine) {
    // When
    float[] sound = render(machine.start(7), SECOND);

    // Then
    assertThat(render(machine.start(7), SECOND)).isEqualTo(sound);
    assertThat(render(machine.start(8), SECOND)).isNotEqualTo(sound);
  }

  @Test
  void shouldHearAnotherMomentOfTheFactoryAtEveryMachine() {
    // Given
    double factoryOnly = -30;

    // When
    float[] one = render(new SimulatedMachine(MachineType.FAN, 0, factoryOnly).start(7), SECOND);
    float[] other = render(new SimulatedMachine(MachineType.FAN, 1, factoryOnly).start(7), SECOND);

    // Then
    assertThat(Math.abs(correlation(one, other))).isLessThan(0.2);
  }

  @ParameterizedTest
  @EnumSource
  void shouldBreakAtTheSampleAskedForAndNotBefore(Fault fault) {
    // Given
    SimulatedMachine machine = new SimulatedMachine(fault.type(), 2, 6);
    float[] healthy = render(machine.start(3), 4 * SECOND);

    // When
    MachineSound sound = machine.start(3);
    sound.breakAt(SECOND, fault);
    float[] breaking = render(sound, 4 * SECOND);

    // Then
    assertThat(Arrays.copyOf(breaking, SECOND)).isEqualTo(Arrays.copyOf(healthy, SECOND));
    assertThat(breaking[SECOND]).isNotEqualTo(healthy[SECOND]);
  }

  @ParameterizedTest
  @EnumSource
  void shouldSoundAsIfNothingHadHappenedOnceRepaired(Fault fault) {
    // Given
    SimulatedMachine machine = new SimulatedMachine(fault.type(), 3, 6);
    float[] healthy = render(machine.start(5), 6 * SECOND);

    // When
    MachineSound sound = machine.start(5);
    sound.breakAt(0, fault);
    sound.repairAt(2 * SECOND);
    float[] repaired = render(sound, 6 * SECOND);

    // Then
    int settled = 4 * SECOND;
    double difference = 0;
    for (int i = settled; i < healthy.length; i++) {
      difference = Math.max(difference, Math.abs(repaired[i] - healthy[i]));
    }
    assertThat(difference).isLessThan(1e-6);
  }

  @ParameterizedTest
  @MethodSource("machinesUpClose")
  void shouldStayFarFromFullScaleAndAtItsLevel(SimulatedMachine machine) {
    for (Fault fault : Fault.of(machine.type())) {
      // Given
      MachineSound sound = machine.start(11);
      sound.breakAt(5 * SECOND, fault);

      // When
      float[] samples = render(sound, 12 * SECOND);

      // Then
      double peak = 0;
      for (float sample : samples) {
        peak = Math.max(peak, Math.abs(sample));
      }
      assertThat(peak).as("%s with %s", machine.id(), fault).isLessThan(0.9);
      assertThat(Level.dbfs(samples, 0, samples.length))
          .isBetween(MachineSound.LEVEL_DBFS - 1.5, MachineSound.LEVEL_DBFS + 1.5);
    }
  }

  @Test
  void shouldRefuseTheFaultOfAnotherType() {
    // Given
    MachineSound fan = new SimulatedMachine(MachineType.FAN, 0, 6).start(1);

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fan.breakAt(0, Fault.CAVITATION))
        .withMessage("cavitation is a fault of a pump, and fan-0 is none");
  }

  @Test
  void shouldRefuseToChangeThePast() {
    // Given
    MachineSound fan = new SimulatedMachine(MachineType.FAN, 0, 6).start(1);
    render(fan, 100);

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fan.breakAt(99, Fault.IMBALANCE))
        .withMessage("fan-0 cannot change at sample 99: the earliest is 100");
    fan.breakAt(100, Fault.IMBALANCE);
    assertThatIllegalArgumentException().isThrownBy(() -> fan.repairAt(100));
  }

  @Test
  void shouldRefuseToBreakTwiceAndToRepairTheHealthy() {
    // Given
    MachineSound fan = new SimulatedMachine(MachineType.FAN, 0, 6).start(1);

    // When / Then
    assertThatIllegalStateException()
        .isThrownBy(() -> fan.repairAt(10))
        .withMessage("fan-0 is healthy: there is nothing to repair");
    fan.breakAt(10, Fault.BEARING_DEFECT);
    assertThatIllegalStateException()
        .isThrownBy(() -> fan.breakAt(20, Fault.IMBALANCE))
        .withMessage("fan-0 is broken already: repair it first");
  }

  @Test
  void shouldBreakAgainAfterARepair() {
    // Given
    MachineSound fan = new SimulatedMachine(MachineType.FAN, 0, 6).start(1);

    // When
    fan.breakAt(10, Fault.BEARING_DEFECT);
    fan.repairAt(20);
    fan.breakAt(30, Fault.IMBALANCE);
    render(fan, 100);

    // Then
    assertThatIllegalStateException().isThrownBy(() -> fan.breakAt(200, Fault.IMBALANCE));
  }

  @Test
  void shouldRefuseARangeOutsideOfTheArray() {
    // Given
    MachineSound fan = new SimulatedMachine(MachineType.FAN, 0, 6).start(1);

    // When / Then
    assertThatThrownBy(() -> fan.render(new float[10], 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(fan.position()).isZero();
  }

  private static MachineSound startToBreakAndToBeRepaired(SimulatedMachine machine, Fault fault) {
    MachineSound sound = machine.start(42);
    sound.breakAt(SECOND + 17, fault);
    sound.repairAt(2 * SECOND + 1);
    return sound;
  }

  private static float[] render(MachineSound sound, int length) {
    float[] samples = new float[length];
    sound.render(samples, 0, length);
    return samples;
  }

  private static double correlation(float[] one, float[] other) {
    double both = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      both += one[i] * other[i];
      ones += one[i] * one[i];
      others += other[i] * other[i];
    }
    return both / Math.sqrt(ones * others);
  }
}
