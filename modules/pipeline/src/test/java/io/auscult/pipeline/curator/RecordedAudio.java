/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AudioChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One partition of sound in memory, from which chunks can be missing and which can be silent. */
final class RecordedAudio implements AudioSource {

  private final List<AudioChunk> chunks = new ArrayList<>();
  private long begin;
  private boolean silent;

  /** Adds chunks; gives the offset of the first one. */
  long add(List<AudioChunk> more) {
    long first = chunks.size();
    chunks.addAll(more);
    return first;
  }

  /** What lies before an offset is no longer there. */
  void forget(long before) {
    begin = before;
  }

  /** Whether Kafka answers. */
  void answers(boolean answers) {
    silent = !answers;
  }

  @Override
  public Passage read(String machineId, int partition, long first, long last)
      throws AudioUnavailableException {
    requireAnswer();
    List<StoredChunk> found = new ArrayList<>();
    for (long offset = Math.max(begin, first);
        offset <= Math.min(last, chunks.size() - 1);
        offset++) {
      AudioChunk chunk = chunks.get((int) offset);
      if (chunk.getMachineId().equals(machineId)) {
        found.add(new StoredChunk(offset, chunk));
      }
    }
    return new Passage(found, true);
  }

  @Override
  public OptionalLong offsetSince(int partition, Instant appended)
      throws AudioUnavailableException {
    requireAnswer();
    return OptionalLong.of(begin);
  }

  private void requireAnswer() throws AudioUnavailableException {
    if (silent) {
      throw new AudioUnavailableException("silent", null);
    }
  }

  @Override
  public void close() {}
}
