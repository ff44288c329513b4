/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.Objects;

/**
 * A machine and the place where it is listened to. What makes it itself (speeds, resonances,
 * materials) belongs to its type and individual; a seed only decides what chance decides.
 *
 * @param type what it is
 * @param individual which one of its type, 0 to 3
 * @param snrDb power of the machine over the power of the factory around it, in dB, -30 to 60
 */
public record SimulatedMachine(MachineType type, int individual, double snrDb) {
  /**
   * @throws IllegalArgumentException if the individual or the SNR is out of range
   */
  public SimulatedMachine {
    Objects.requireNonNull(type, "type");
    if (individual < 0 || individual >= MachineType.INDIVIDUALS) {
      throw new IllegalArgumentException(
          "individual must be 0 to " + (MachineType.INDIVIDUALS - 1) + ", not " + individual);
    }
    if (!(snrDb >= -30 && snrDb <= 60)) {
      throw new IllegalArgumentException("snrDb must be -30 to 60, not " + snrDb);
    }
  }

  /** The machine's id: {@code fan-0}. */
  public String id() {
    return type.id() + "-" + individual;
  }

  /**
   * Starts the machine, healthy. The same machine and seed give the same sound, bit for bit. Take
   * the seed from a {@link SeedSpace}, so that no two purposes hear the same sound.
   */
  public MachineSound start(long seed) {
    return new MachineSound(this, seed);
  }
}
