/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be wrong with a machine. Every fault belongs to one machine type. */
public enum Fault {
  /** A spall on the outer race: impacts at the ball-pass frequency ring the housing. */
  BEARING_DEFECT(MachineType.FAN),
  /**
   * A blade has lost or gained mass: the shaft's own tones and sidebands around the blade tones.
   */
  IMBALANCE(MachineType.FAN),
  /** Vapour bubbles collapse at the impeller: bursts of broad high-frequency noise. */
  CAVITATION(MachineType.PUMP),
  /** The inlet is partly blocked: recirculating, surging flow. */
  CLOGGING(MachineType.PUMP),
  /** The rail runs dry: stick-slip squeal and rough rolling. */
  LOST_LUBRICATION(MachineType.SLIDER),
  /** The mounting bolts have come loose: every jolt rattles the frame. */
  LOOSE_MOUNT(MachineType.SLIDER),
  /** The plunger is gummed: late, double and weak strokes, and a chattering coil. */
  STICKING(MachineType.VALVE),
  /** The seat no longer seals: the closed valve whistles. */
  LEAK(MachineType.VALVE);

  private final MachineType type;

  Fault(MachineType type) {
    this.type = type;
  }

  /** The machines that can have this fault. */
  public MachineType type() {
    return type;
  }

  /** The name on the command line: {@code bearing-defect}, {@code cavitation}, ... */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The faults of one machine type, the most typical one first. */
  public static List<Fault> of(MachineType type) {
    return Arrays.stream(values()).filter(fault -> fault.type == type).toList();
  }
}
