/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A clip's sound, read when it is needed. */
@FunctionalInterface
public interface ClipAudio {

  /** Samples per second of what {@link #read} returns. */
  int SAMPLE_RATE = 16_000;

  /**
   * Reads the clip.
   *
   * @return [channel][sample] at 16 kHz, in [-1, 1]
   * @throws IOException if it cannot be read; one line that names the file
   */
  float[][] read() throws IOException;

  /**
   * Reads the clip as it was recorded, at its own rate.
   *
   * @throws IOException if it cannot be read; one line that names the file
   */
  default AudioClip recorded() throws IOException {
    return new AudioClip(SAMPLE_RATE, read());
  }

  /** The file that holds the clip, if one does. */
  default Optional<Path> file() {
    return Optional.empty();
  }
}
