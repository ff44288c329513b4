/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MechanismTest {
  private static final int SECONDS = 15;
  private static final double MOST_DEVIATION_DB = 0.35;

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void shouldRadiatePowerOneHealthyAndBroken(int individual) {
    for (MachineType type : MachineType.values()) {
      // When / Then
      assertThat(powerDb(type.build(individual, new RandomStream(5))))
          .as("healthy %s-%d", type.id(), individual)
          .isCloseTo(0, within(MOST_DEVIATION_DB));
      for (Fault fault : Fault.of(type)) {
        Mechanism broken = type.build(individual, new RandomStream(5));
        broken.breakDown(fault);
        assertThat(powerDb(broken))
            .as("%s-%d with %s", type.id(), individual, fault)
            .isCloseTo(0, within(MOST_DEVIATION_DB));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseTheFaultsOfOthers(Fault fault) {
    for (MachineType type : MachineType.values()) {
      if (type != fault.type()) {
        // Given
        Mechanism mechanism = type.build(0, new RandomStream(1));

        // When / Then
        assertThatIllegalArgumentException().isThrownBy(() -> mechanism.breakDown(fault));
      }
    }
  }

  private static double powerDb(Mechanism mechanism) {
    double sum = 0;
    int samples = SECONDS * MachineSound.SAMPLE_RATE;
    for (int i = 0; i < samples; i++) {
      double sample = mechanism.next();
      sum += sample * sample;
    }
    return 10 * Math.log10(sum / samples);
  }
}
