/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.WindowScore;
import java.util.OptionalDouble;

/**
 * What one window says. Between over and calm lies the hysteresis.
 *
 * @param over for opening an anomaly
 * @param calm for closing it; never both
 * @param quiet whether it ended in a time in which no anomaly may be open
 */
record WindowVote(boolean over, boolean calm, boolean quiet) {

  static WindowVote of(WindowScore score, AlarmRule rule, MachineRules rules) {
    boolean smoothedOver = score.getSmoothedScore() > score.getThreshold();
    // One loud bang can lift the mean over the threshold for as long as it is remembered: the
    // window itself must be over it.
    boolean over = smoothedOver && score.getScore() > score.getThreshold();
    OptionalDouble calmBelow = rules.calmBelow(score.getThreshold());
    // The tail is that of the calibrated threshold: under another one it might never be met.
    boolean calm =
        calmBelow.isPresent()
            ? score.getSmoothedScore() < calmBelow.getAsDouble()
            : !smoothedOver && score.getTailProbability() >= rule.calmTail();
    return new WindowVote(over, calm, rules.quietAt(score.getWindowEnd()) != null);
  }
}
