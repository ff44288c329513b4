/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.Locale;

/**
 * The kinds of machine the simulator knows; the four of the MIMII data set (Purohit et al., DCASE
 * workshop 2019).
 */
public enum MachineType {
  /** An axial fan in its housing. */
  FAN,
  /** A centrifugal pump. */
  PUMP,
  /** A motor-driven linear slide. */
  SLIDER,
  /** A solenoid valve that opens and closes in turn. */
  VALVE;

  /** How many different machines there are of each type. */
  public static final int INDIVIDUALS = 4;

  /**
   * The name in ids and on the command line: {@code fan}, {@code pump}, {@code slider}, {@code
   * valve}.
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  Mechanism build(int individual, RandomStream random) {
    return switch (this) {
      case FAN -> new Fan(individual, random);
      case PUMP -> new Pump(individual, random);
      case SLIDER -> new Slider(individual, random);
      case VALVE -> new Valve(individual, random);
    };
  }
}
