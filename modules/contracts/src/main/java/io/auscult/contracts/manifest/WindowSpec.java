/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * How frames become windows, and window scores evidence.
 *
 * @param frames frames per window
 * @param hop frames between the starts of neighbouring windows
 * @param smoothing so many window scores become one smoothed score
 * @param evidence how they do
 */
public record WindowSpec(int frames, int hop, int smoothing, Evidence evidence) {

  /**
   * @throws IllegalArgumentException if a value is not positive
   */
  public WindowSpec {
    Require.positive(frames, "window.frames");
    Require.positive(hop, "window.hop");
    Require.positive(smoothing, "window.smoothing");
  }

  /** How many windows fit into a clip of so many frames; 0 if it is shorter than one window. */
  public int windowsIn(int clipFrames) {
    return clipFrames < frames ? 0 : 1 + (clipFrames - frames) / hop;
  }
}
