/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.SensorKey;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A piece of one sensor's sound, checked and decoded to one channel.
 *
 * @param sensor whose sound it is
 * @param streamId one uninterrupted capture
 * @param sequence number of the chunk in the stream, from 0
 * @param firstSample index of its first sample in the stream
 * @param capturedAt when its first sample was captured
 * @param sampleRate in Hz, as captured
 * @param samples S16LE, at least one
 * @param offset where the chunk lies in its partition
 */
public record SensorChunk(
    SensorKey sensor,
    String streamId,
    long sequence,
    long firstSample,
    Instant capturedAt,
    int sampleRate,
    ByteBuffer samples,
    long offset) {

  /** How many there are. */
  public int sampleCount() {
    return samples.remaining() / Short.BYTES;
  }
}
