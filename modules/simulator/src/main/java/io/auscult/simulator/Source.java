/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.List;

/** One part of a machine's sound. Its power (mean square), averaged over a long time, is 1. */
@FunctionalInterface
interface Source {
  /** The next sample. */
  double next();

  /** White noise through the modes of what it excites. */
  static Source noise(RandomStream random, List<Resonance> modes) {
    ResonatorBank bank = new ResonatorBank(modes);
    return () -> bank.next(random.gaussian());
  }
}
