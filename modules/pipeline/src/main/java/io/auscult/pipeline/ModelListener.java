/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

/** Hears what became of a model that was offered to a running pipeline. */
interface ModelListener {

  /** It scores from the next batch on. */
  void swapped(String version);

  /** It cannot be used; the present one goes on. */
  void refused(String reason);
}
