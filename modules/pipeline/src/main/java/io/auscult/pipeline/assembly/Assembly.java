/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import org.jspecify.annotations.Nullable;

/**
 * What one chunk added to its sensor.
 *
 * @param cursor the new cursor
 * @param tail the samples that the next frames still need
 * @param firstFrame index in the segment of the block's first frame
 * @param block the frames that the chunk completed; null if none
 * @param gap the sound that is missing before this chunk; null if none
 */
public record Assembly(
    SensorCursor cursor,
    PcmTail tail,
    long firstFrame,
    @Nullable LogMelBlock block,
    @Nullable Gap gap) {}
