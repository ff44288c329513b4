/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Where sound that went by can be heard again. Does not block for more than a few seconds. */
interface AudioSource extends AutoCloseable {

  /**
   * What was read.
   *
   * @param chunks of the machine, by offset
   * @param complete whether all that is still there was read; if not, time was up
   */
  record Passage(List<StoredChunk> chunks, boolean complete) {}

  /**
   * Reads the chunks of a machine.
   *
   * @param first offset of the first
   * @param last offset of the last, inclusive; may lie behind the end
   * @throws AudioUnavailableException if Kafka does not answer
   */
  Passage read(String machineId, int partition, long first, long last)
      throws AudioUnavailableException;

  /**
   * The offset of the first chunk that came at a time or later; empty if none has.
   *
   * @throws AudioUnavailableException if Kafka does not answer
   */
  OptionalLong offsetSince(int partition, Instant appended) throws AudioUnavailableException;

  @Override
  void close();
}
