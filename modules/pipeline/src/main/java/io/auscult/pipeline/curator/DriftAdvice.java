/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import java.util.Locale;

/** What to do about drift. */
enum DriftAdvice {
  /** Scores have moved within what the held-out sound covered: other thresholds are enough. */
  RECALIBRATE("new thresholds are enough (auscult calibrate, or auscult train --from-kafka)"),
  /** Scores lie beyond what the held-out sound covered: the machine sounds otherwise than then. */
  RETRAIN("the model should learn how it sounds now (auscult train --from-kafka)");

  private final String remedy;

  DriftAdvice(String remedy) {
    this.remedy = remedy;
  }

  /** One line for a person; a program finds the advice in front of the colon. */
  String detail(DriftFigures figures) {
    return "%s: scores are %s than in calibration, %s; PSI %.2f, KS %.2f over %.0f h"
        .formatted(
            name().toLowerCase(Locale.ROOT),
            figures.median() < 0.5 ? "higher" : "lower",
            remedy,
            figures.psi(),
            figures.ks(),
            figures.hours());
  }
}
