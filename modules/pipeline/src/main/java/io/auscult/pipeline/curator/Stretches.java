/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.pipeline.assembly.SensorChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of one sensor together as far as nothing is missing between them: in one stream,
 * in the order of their sequence, each once.
 */
final class Stretches {

  private final List<List<SensorChunk>> stretches = new ArrayList<>();
  private final List<SensorChunk> chunks;

  /**
   * @param chunks of one sensor, by offset
   */
  Stretches(List<SensorChunk> chunks) {
    this.chunks = chunks;
    Map<String, SortedMap<Long, SensorChunk>> streams = new LinkedHashMap<>();
    for (SensorChunk chunk : chunks) {
      streams
          .computeIfAbsent(chunk.streamId(), id -> new TreeMap<>())
          .putIfAbsent(chunk.sequence(), chunk);
    }
    streams.values().forEach(stream -> divide(stream.values()));
  }

  private void divide(Iterable<SensorChunk> stream) {
    SensorChunk last = null;
    List<SensorChunk> stretch = new ArrayList<>();
    for (SensorChunk chunk : stream) {
      if (last == null || !follows(last, chunk)) {
        stretch = new ArrayList<>();
        stretches.add(stretch);
      }
      stretch.add(chunk);
      last = chunk;
    }
  }

  private static boolean follows(SensorChunk last, SensorChunk chunk) {
    return chunk.sequence() == last.sequence() + 1
        && chunk.firstSample() == last.firstSample() + last.sampleCount()
        && chunk.sampleRate() == last.sampleRate();
  }

  /** The one that the chunk at an offset belongs to; empty if there is no such chunk. */
  Optional<Sound> around(long offset) {
    return chunks.stream()
        .filter(chunk -> chunk.offset() == offset)
        .findFirst()
        .map(this::stretchOf)
        .map(Stretches::joined);
  }

  private @Nullable List<SensorChunk> stretchOf(SensorChunk anchor) {
    return stretches.stream()
        .filter(stretch -> stretch.stream().anyMatch(chunk -> isSame(chunk, anchor)))
        .findFirst()
        .orElse(null);
  }

  private static boolean isSame(SensorChunk one, SensorChunk other) {
    return one.sequence() == other.sequence() && one.streamId().equals(other.streamId());
  }

  /** The one that was captured last; empty if there is none. */
  Optional<Sound> last() {
    return stretches.stream()
        .map(Stretches::joined)
        .max((one, other) -> one.end().compareTo(other.end()));
  }

  private static Sound joined(List<SensorChunk> stretch) {
    int bytes = stretch.stream().mapToInt(chunk -> chunk.samples().remaining()).sum();
    ByteBuffer samples = ByteBuffer.allocate(bytes);
    stretch.forEach(chunk -> samples.put(chunk.samples().duplicate()));
    SensorChunk first = stretch.get(0);
    return new Sound(first.sensor(), first.capturedAt(), first.sampleRate(), samples.flip());
  }
}
