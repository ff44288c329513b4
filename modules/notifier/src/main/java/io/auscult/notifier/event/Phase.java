/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

/** Where an event stands in the life of what it tells of. */
public enum Phase {
  BEGINS,
  GOES_ON,
  ENDS
}
