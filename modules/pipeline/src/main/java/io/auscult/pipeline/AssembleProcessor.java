/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.pipeline.assembly.Assembly;
import io.auscult.pipeline.assembly.Assembly.Outcome;
import io.auscult.pipeline.assembly.ChunkAssembler;
import io.auscult.pipeline.assembly.Gap;
import io.auscult.pipeline.assembly.InvalidChunkException;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.assembly.WindowReader;
import io.auscult.pipeline.state.BlockKey;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** From chunks to spectrogram windows, sensor by sensor. */
final class AssembleProcessor extends ContextualProcessor<String, AudioChunk, String, Object> {

  private final ChunkAssembler assembler;
  private final WindowReader reader;
  private final int windowHop;

  private KeyValueStore<SensorKey, SensorCursor> cursors;
  private KeyValueStore<SensorKey, PcmTail> tails;
  private KeyValueStore<BlockKey, LogMelBlock> blocks;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  AssembleProcessor(ChunkAssembler assembler, WindowReader reader, int windowHop) {
    this.assembler = assembler;
    this.reader = reader;
    this.windowHop = windowHop;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    cursors = context.getStateStore(PipelineTopology.CURSORS);
    tails = context.getStateStore(PipelineTopology.TAILS);
    blocks = context.getStateStore(PipelineTopology.BLOCKS);
  }

  @Override
  public void process(Record<String, AudioChunk> record) {
    AudioChunk chunk = record.value();
    if (chunk == null || !chunk.getMachineId().equals(record.key())) {
      throw new InvalidChunkException(
          "record key '%s' is not the machineId of its chunk".formatted(record.key()));
    }
    RecordMetadata source = context().recordMetadata().orElseThrow();
    SensorKey sensor = new SensorKey(chunk.getMachineId(), chunk.getSensorId());
    Assembly assembly =
        assembler.take(cursors.get(sensor), tails.get(sensor), chunk, source.offset());
    if (assembly.outcome() == Outcome.DUPLICATE) {
      return;
    }
    if (assembly.outcome() == Outcome.RESTARTED) {
      forget(sensor, Long.MAX_VALUE);
    }
    if (assembly.gap() != null) {
      report(record, assembly.gap());
    }
    if (assembly.block() != null) {
      blocks.put(new BlockKey(sensor, assembly.firstFrame()), assembly.block());
    }
    SensorCursor cursor = forwardWindows(record, sensor, assembly.cursor(), source.partition());
    tails.put(sensor, assembly.tail());
    cursors.put(sensor, cursor);
  }

  private SensorCursor forwardWindows(
      Record<String, AudioChunk> record, SensorKey sensor, SensorCursor cursor, int partition) {
    if (!reader.isReady(cursor)) {
      return cursor;
    }
    NavigableMap<Long, LogMelBlock> kept = load(sensor);
    SensorCursor current = cursor;
    while (reader.isReady(current)) {
      SpectrogramWindow window = reader.read(current, kept, record.value(), partition);
      context().forward(record.withValue(window), PipelineTopology.SCORE);
      current =
          SensorCursor.newBuilder(current)
              .setScoredThrough(current.getScoredThrough() + windowHop)
              .build();
    }
    forget(sensor, current.getScoredThrough());
    return current;
  }

  private NavigableMap<Long, LogMelBlock> load(SensorKey sensor) {
    NavigableMap<Long, LogMelBlock> loaded = new TreeMap<>();
    try (KeyValueIterator<BlockKey, LogMelBlock> all = blocksOf(sensor)) {
      all.forEachRemaining(block -> loaded.put(block.key.firstFrame(), block.value));
    }
    return loaded;
  }

  /** Deletes the blocks that lie wholly before a frame. */
  private void forget(SensorKey sensor, long frame) {
    try (KeyValueIterator<BlockKey, LogMelBlock> all = blocksOf(sensor)) {
      all.forEachRemaining(
          block -> {
            if (block.key.firstFrame() + block.value.getFrames() <= frame) {
              blocks.delete(block.key);
            }
          });
    }
  }

  private KeyValueIterator<BlockKey, LogMelBlock> blocksOf(SensorKey sensor) {
    return blocks.range(new BlockKey(sensor, 0), new BlockKey(sensor, Long.MAX_VALUE));
  }

  private void report(Record<String, AudioChunk> record, Gap gap) {
    SensorHealth begin =
        Health.of(
            record.value().getMachineId(),
            record.value().getSensorId(),
            HealthKind.GAP,
            gap.from(),
            gap.detail());
    SensorHealth end =
        SensorHealth.newBuilder(begin).setState(HealthState.END).setAt(gap.until()).build();
    context().forward(record.withValue(begin), PipelineTopology.HEALTH);
    context().forward(record.withValue(end), PipelineTopology.HEALTH);
  }
}
