/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

/** Why an event was withheld. Every one is counted: no detection goes unseen. */
public enum Suppression {
  /** The window ended while the machine was muted. */
  MUTED,
  /** The machine is under maintenance. */
  MAINTENANCE,
  /** The machine is retired. */
  RETIRED,
  /** The window ended before, or too soon after, the end of the machine's last anomaly. */
  COOLDOWN,
  /** An update of an anomaly that somebody has acknowledged. */
  ACKNOWLEDGED
}
