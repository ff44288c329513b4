/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.auscult.simulator.SeedSpace.Purpose;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedSpaceTest {
  @Test
  void shouldGiveNoTwoPurposesMachinesOrRecordingsTheSameSeed() {
    // When
    Set<Long> seeds = new HashSet<>();
    int given = 0;
    for (Purpose purpose : Purpose.values()) {
      for (SimulatedMachine machine : Plant.of(Plant.MOST_MACHINES).machines()) {
        for (int recording = 0; recording < 200; recording++) {
          seeds.add(new SeedSpace(99).seed(purpose, machine, recording));
          given++;
        }
      }
    }

    // Then
    assertThat(seeds).hasSize(given);
  }

  @Test
  void shouldKeepPurposesApartAcrossBaseSeeds() {
    // Given
    SimulatedMachine machine = new SimulatedMachine(MachineType.PUMP, 2, 6);

    // When
    Map<Long, Purpose> quarters = new HashMap<>();
    for (Purpose purpose : Purpose.values()) {
      for (long base = -500; base < 500; base++) {
        long quarter = new SeedSpace(base).seed(purpose, machine, 0) >>> 62;
        quarters.putIfAbsent(quarter, purpose);

        // Then
        assertThat(quarters.get(quarter)).isEqualTo(purpose);
      }
    }
  }

  @Test
  void shouldNotDependOnTheSnr() {
    // Given
    SeedSpace seeds = new SeedSpace(1);

    // When / Then
    assertThat(seeds.seed(Purpose.DEMO, new SimulatedMachine(MachineType.FAN, 0, 0), 3))
        .isEqualTo(seeds.seed(Purpose.DEMO, new SimulatedMachine(MachineType.FAN, 0, 6), 3));
  }

  @Test
  void shouldRefuseANegativeRecording() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SeedSpace(1)
                    .seed(Purpose.DEMO, new SimulatedMachine(MachineType.FAN, 0, 0), -1));
  }
}
