/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.metrics.TaskShare;
import io.auscult.pipeline.state.IndexedKey;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.SensorKey;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The log-mel blocks of a task's sensors: nearly all of its state. Each processor that uses the
 * store counts the bytes that it adds and takes away; together they have the size.
 */
final class BlockStore implements AutoCloseable {

  private final KeyValueStore<IndexedKey, LogMelBlock> blocks;
  private final TaskShare share;
  private long bytes;

  BlockStore(ProcessorContext<?, ?> context, TaskShare share) {
    this.blocks = context.getStateStore(PipelineTopology.BLOCKS);
    this.share = share;
  }

  /** Counts what a restored store holds; to be called by one of its users. */
  void countAll() {
    try (KeyValueIterator<IndexedKey, LogMelBlock> all = blocks.all()) {
      all.forEachRemaining(block -> count(size(block.value)));
    }
  }

  private void count(long change) {
    bytes += change;
    share.set(bytes);
  }

  private static long size(LogMelBlock block) {
    return (long) block.getLogMel().remaining() + block.getMeanSquares().remaining();
  }

  void put(SensorKey sensor, long firstFrame, LogMelBlock block) {
    blocks.put(new IndexedKey(sensor, firstFrame), block);
    count(size(block));
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
          count(-size(block.value));
        }
      }
    }
  }

  @Override
  public void close() {
    share.close();
  }

  private KeyValueIterator<IndexedKey, LogMelBlock> range(SensorKey sensor) {
    return blocks.range(new IndexedKey(sensor, 0), new IndexedKey(sensor, Long.MAX_VALUE));
  }
}
