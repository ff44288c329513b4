/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

/** Why sound is not kept as normal, or its score says nothing about drift. */
enum Exclusion {
  /** The operator wants no clip of the machine. */
  NOT_TO_BE_KEPT,
  /** Muted, under maintenance or retired. */
  QUIET,
  /** An anomaly of the machine was open. */
  ANOMALY,
  /** The sensor did not hear well: silent, clipping, constant, interrupted. */
  CONDITION,
  /** Its score or its smoothed score reached the threshold. */
  OVER_THRESHOLD,
  /** Another model scored it than the one that is served now. */
  OTHER_MODEL
}
