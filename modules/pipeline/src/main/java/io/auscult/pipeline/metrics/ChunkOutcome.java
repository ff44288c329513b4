/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

/** What became of a chunk. */
public enum ChunkOutcome {
  /** Its sound went on to the windows. */
  TAKEN,
  /** It had been taken before. */
  DUPLICATE,
  /** It came after its place had been given up as a gap. */
  LATE,
  /** It came early and waits for the one before it. */
  HELD,
  /** It contradicts itself and went to the dead letters. */
  INVALID
}
