/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;

/** A clip's sound, read when it is needed. */
@FunctionalInterface
public interface ClipAudio {

  /**
   * Reads the clip.
   *
   * @return [channel][sample] at 16 kHz, in [-1, 1]
   * @throws IOException if it cannot be read; one line that names the file
   */
  float[][] read() throws IOException;
}
