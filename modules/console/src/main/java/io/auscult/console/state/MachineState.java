/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

/** What is to be said of a machine in one word, the worst first. */
public enum MachineState {
  /** An anomaly is open. */
  ANOMALOUS,
  /** The last window is over its threshold; an anomaly takes several. */
  SUSPICIOUS,
  /** A microphone hears nothing, or nothing comes from it. */
  SILENT,
  /** No model knows the machine. */
  UNKNOWN,
  /** No score of the last half minute, and nobody said why. */
  STALE,
  /** Muted or under maintenance: what is heard raises no alarm. */
  MUTED,
  /** It sounds as it should. */
  HEALTHY
}
