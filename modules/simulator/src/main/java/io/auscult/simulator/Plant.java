/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The machines of a plant.
 *
 * @param machines in the order in which they are shown; ids are unique
 */
public record Plant(List<SimulatedMachine> machines) {
  /** The machine is clearly audible, and so is the factory. */
  public static final double DEFAULT_SNR_DB = 6;

  /** How many different machines there are. */
  public static final int MOST_MACHINES = MachineType.values().length * MachineType.INDIVIDUALS;

  /**
   * @throws IllegalArgumentException if two machines have the same id
   */
  public Plant {
    machines = List.copyOf(machines);
    long ids = machines.stream().map(SimulatedMachine::id).distinct().count();
    if (ids < machines.size()) {
      throw new IllegalArgumentException("a plant has every machine once, not " + machines);
    }
  }

  /** A plant of n machines at the default SNR. */
  public static Plant of(int n) {
    return of(n, DEFAULT_SNR_DB);
  }

  /**
   * A plant of n machines, 1 to 16, whose types take turns: {@code fan-0, pump-0, slider-0,
   * valve-0, fan-1, ...}
   *
   * @throws IllegalArgumentException if n is out of range
   */
  public static Plant of(int n, double snrDb) {
    if (n < 1 || n > MOST_MACHINES) {
      throw new IllegalArgumentException(
          "a plant has 1 to " + MOST_MACHINES + " machines, not " + n);
    }
    MachineType[] types = MachineType.values();
    return new Plant(
        IntStream.range(0, n)
            .mapToObj(i -> new SimulatedMachine(types[i % types.length], i / types.length, snrDb))
            .toList());
  }
}
