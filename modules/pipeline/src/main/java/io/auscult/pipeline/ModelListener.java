/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

/** Hears what became of a model that was offered to a running pipeline. Must not block. */
interface ModelListener {

  /** It scores from the next batch on, in place of the one before. */
  void taken(ModelRole role, String version);

  /** It cannot be used; a champion before it goes on, a challenger has none in its place. */
  void refused(ModelRole role, String reason);

  /** There is no challenger any more, and nothing was wrong with it. */
  void withdrawn();
}
