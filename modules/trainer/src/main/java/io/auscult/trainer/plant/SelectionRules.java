/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * Which of the kept sound is taken.
 *
 * @param since what was captured earlier is left out
 * @param perMachine at most so much of each machine
 * @param leastSeconds what is shorter is left out
 */
public record SelectionRules(Instant since, Duration perMachine, double leastSeconds) {

  /**
   * @throws IllegalArgumentException if nothing of a machine may be taken
   */
  public SelectionRules {
    if (perMachine.isNegative() || perMachine.isZero()) {
      throw new IllegalArgumentException("perMachine: must be positive, is " + perMachine);
    }
  }

  /** The same rules, for windows as well that may be longer than those thought of. */
  SelectionRules holding(FrontEndSpec frontEnd, WindowSpec window) {
    return new SelectionRules(since, perMachine, Math.max(leastSeconds, seconds(frontEnd, window)));
  }

  private static double seconds(FrontEndSpec frontEnd, WindowSpec window) {
    double samples = (window.frames() - 1.0) * frontEnd.hop();
    return (samples + (frontEnd.centered() ? 0 : frontEnd.frameLength())) / frontEnd.sampleRate();
  }
}
