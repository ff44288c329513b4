/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

/** How a process is. Asked from threads of the HTTP server; must not block. */
public interface Probes {

  /** Up unless only a restart can help. */
  Probe live();

  /** Up while the process does what it is there for. */
  Probe ready();
}
