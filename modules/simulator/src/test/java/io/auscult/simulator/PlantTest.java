/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlantTest {
  @Test
  void shouldLetTheTypesTakeTurns() {
    assertThat(Plant.of(6).machines())
        .extracting(SimulatedMachine::id)
        .containsExactly("fan-0", "pump-0", "slider-0", "valve-0", "fan-1", "pump-1");
  }

  @Test
  void shouldHoldEveryMachineOnceAtItsLargest() {
    assertThat(Plant.of(16).machines())
        .extracting(SimulatedMachine::id)
        .doesNotHaveDuplicates()
        .hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 17})
  void shouldRefuseASizeThereIsNot(int n) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plant.of(n))
        .withMessage("a plant has 1 to 16 machines, not " + n);
  }

  @Test
  void shouldRefuseTheSameMachineTwice() {
    // Given
    SimulatedMachine fan = new SimulatedMachine(MachineType.FAN, 0, 6);
    SimulatedMachine sameFanFurtherAway = new SimulatedMachine(MachineType.FAN, 0, 0);

    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plant(List.of(fan, sameFanFurtherAway)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4})
  void shouldRefuseAnIndividualThereIsNot(int individual) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedMachine(MachineType.FAN, individual, 6))
        .withMessage("individual must be 0 to 3, not " + individual);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-31, 61, Double.NaN})
  void shouldRefuseAnSnrOutOfRange(double snrDb) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedMachine(MachineType.FAN, 0, snrDb))
        .withMessage("snrDb must be -30 to 60, not " + snrDb);
  }

  @Test
  void shouldNameTheFaultsOfAType() {
    assertThat(Fault.of(MachineType.FAN)).containsExactly(Fault.BEARING_DEFECT, Fault.IMBALANCE);
    assertThat(Fault.LOST_LUBRICATION.id()).isEqualTo("lost-lubrication");
    assertThat(MachineType.SLIDER.id()).isEqualTo("slider");
  }
}
