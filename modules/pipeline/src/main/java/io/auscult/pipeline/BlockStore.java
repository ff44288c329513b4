/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.state.IndexedKey;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.SensorKey;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The log-mel blocks of a task's sensors. */
final class BlockStore {

  private final KeyValueStore<IndexedKey, LogMelBlock> blocks;

  BlockStore(ProcessorContext<?, ?> context) {
    this.blocks = context.getStateStore(PipelineTopology.BLOCKS);
  }

  void put(SensorKey sensor, long firstFrame, LogMelBlock block) {
    blocks.put(new IndexedKey(sensor, firstFrame), block);
  }

  /** The sensor's blocks by their first frame. */
  NavigableMap<Long, LogMelBlock> of(SensorKey sensor) {
    NavigableMap<Long, LogMelBlock> own = new TreeMap<>();
    try (KeyValueIterator<IndexedKey, LogMelBlock> all = range(sensor)) {
      all.forEachRemaining(block -> own.put(block.key.index(), block.value));
    }
    return own;
  }

  /** Deletes the sensor's blocks that lie wholly before a frame. */
  void forget(SensorKey sensor, long frame) {
    try (KeyValueIterator<IndexedKey, LogMelBlock> all = range(sensor)) {
      while (all.hasNext()) {
        KeyValue<IndexedKey, LogMelBlock> block = all.next();
        if (block.key.index() + block.value.getFrames() <= frame) {
          blocks.delete(block.key);
        }
      }
    }
  }

  private KeyValueIterator<IndexedKey, LogMelBlock> range(SensorKey sensor) {
    return blocks.range(new IndexedKey(sensor, 0), new IndexedKey(sensor, Long.MAX_VALUE));
  }
}
