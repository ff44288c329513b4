/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/** What one machine radiates, at power 1 whether it is healthy or not. */
interface Mechanism {
  double next();

  /** From the next sample on the machine has this fault, which is one of its type. */
  void breakDown(Fault fault);

  /** From the next sample on the machine is healthy again. */
  void repair();
}
