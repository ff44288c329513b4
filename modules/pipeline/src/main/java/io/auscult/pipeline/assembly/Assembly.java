/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import org.jspecify.annotations.Nullable;

/**
 * What one chunk did to its sensor.
 *
 * @param outcome how the chunk fits what came before
 * @param cursor the new cursor
 * @param tail the samples that the next frames still need
 * @param firstFrame index in the segment of the block's first frame
 * @param block the frames that the chunk completed; null if none
 * @param gap the sound that is missing before this chunk; null if none
 */
public record Assembly(
    Outcome outcome,
    SensorCursor cursor,
    PcmTail tail,
    long firstFrame,
    @Nullable LogMelBlock block,
    @Nullable Gap gap) {

  /** How a chunk fits what came before. */
  public enum Outcome {
    /** Taken already: nothing changes. */
    DUPLICATE,
    /** The next one of its stream: the segment goes on. */
    CONTINUED,
    /**
     * The first one, or one after a gap: a new segment begins, earlier frames are of no more use.
     */
    RESTARTED
  }
}
