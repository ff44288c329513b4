/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Topics;
import io.auscult.pipeline.assembly.Assembly;
import io.auscult.pipeline.assembly.ChunkAssembler;
import io.auscult.pipeline.assembly.ChunkDecoder;
import io.auscult.pipeline.assembly.ChunkOutcome;
import io.auscult.pipeline.assembly.ChunkSequencer;
import io.auscult.pipeline.assembly.InvalidChunkException;
import io.auscult.pipeline.assembly.SensorChunk;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.progress.AudioLag;
import io.auscult.pipeline.state.HeldChunk;
import io.auscult.pipeline.state.IndexedKey;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Puts chunks together, sensor by sensor: log-mel blocks grow in the store, and who scores hears of
 * it. Tells of gaps and of sensors that have gone silent.
 */
final class AssembleProcessor extends ContextualProcessor<String, byte[], String, Object> {

  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

  private final ChunkFilter filter;
  private final ChunkDecoder decoder;
  private final ChunkAssembler assembler;
  private final LogEnd logEnd;
  private final AudioLag lag;
  private final PipelineMetrics metrics;
  private final ChunkSequencer sequencer = new ChunkSequencer();

  private KeyValueStore<SensorKey, SensorCursor> cursors;
  private KeyValueStore<SensorKey, PcmTail> tails;
  private KeyValueStore<IndexedKey, HeldChunk> held;
  private BlockStore blocks;
  private Conditions conditions;
  private MachineDirectory machines;
  private Deserializer<AudioChunk> values;
  private Arrivals arrivals;
  private AudioLag.Task place;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  AssembleProcessor(
      ChunkFilter filter,
      ChunkDecoder decoder,
      ChunkAssembler assembler,
      LogEnd logEnd,
      AudioLag lag,
      PipelineMetrics metrics) {
    this.filter = filter;
    this.decoder = decoder;
    this.assembler = assembler;
    this.logEnd = logEnd;
    this.lag = lag;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    super.init(context);
    cursors = context.getStateStore(PipelineTopology.CURSORS);
    tails = context.getStateStore(PipelineTopology.TAILS);
    held = context.getStateStore(PipelineTopology.HELD);
    blocks = new BlockStore(context, metrics.stateBytes());
    blocks.countAll();
    conditions = new Conditions(context, metrics);
    machines = new MachineDirectory(context);
    values = Topics.AUDIO.values(context.appConfigs()).deserializer();
    place = lag.task(context.taskId().partition());
    arrivals = new Arrivals(now());
    try (KeyValueIterator<SensorKey, SensorCursor> all = cursors.all()) {
      all.forEachRemaining(sensor -> arrivals.heard(sensor.key, now()));
    }
    context.schedule(CHECK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> checkSilence());
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata source = context().recordMetadata().orElseThrow();
    arrivals.read(source.offset());
    place.processed(source.offset());
    List<SensorChunk> chunks;
    try {
      chunks = decode(record, source);
    } catch (InvalidChunkException e) {
      metrics.chunk(ChunkOutcome.INVALID);
      metrics.deadLetter();
      throw e;
    }
    for (SensorChunk chunk : chunks) {
      arrivals.heard(chunk.sensor(), now());
      conditions.end(chunk.sensor(), HealthKind.OFFLINE, now());
      ChunkOutcome outcome = sequencer.take(new StoredSensor(chunk.sensor()), chunk);
      if (outcome != ChunkOutcome.TAKEN) {
        metrics.chunk(outcome);
      }
    }
  }

  /** Empty if nobody wants to hear it. */
  private List<SensorChunk> decode(Record<String, byte[]> record, RecordMetadata source) {
    AudioChunk chunk;
    try {
      chunk = values.deserialize(Topics.AUDIO.name(), record.value());
    } catch (SerializationException e) {
      throw new InvalidChunkException(String.valueOf(e.getMessage()));
    }
    if (chunk == null) {
      throw new InvalidChunkException("the record has no value");
    }
    if (!chunk.getMachineId().equals(record.key())) {
      throw new InvalidChunkException(
          "record key '%s' is not the machineId '%s' of its chunk"
              .formatted(record.key(), chunk.getMachineId()));
    }
    if (!filter.wants(source.partition(), source.offset(), chunk.getCapturedAt())) {
      return List.of();
    }
    List<SensorChunk> chunks = decoder.decode(chunk, source.offset());
    chunks.forEach(assembler::requireRate);
    return chunks;
  }

  private void checkSilence() {
    arrivals
        .goneSilent(now(), logEnd.endOffset(context().taskId().partition()))
        .forEach(
            (sensor, heardAt) -> {
              sequencer.release(new StoredSensor(sensor));
              MachineSettings settings = machines.of(sensor.machineId());
              if (settings == null || !settings.getRetired()) {
                conditions.begin(
                    sensor,
                    HealthKind.OFFLINE,
                    heardAt,
                    "no sound has come for %d s".formatted(Arrivals.OFFLINE_AFTER.toSeconds()));
              }
            });
  }

  @Override
  public void close() {
    place.close();
    blocks.close();
  }

  /** A sensor, as the stores know it. */
  private final class StoredSensor implements ChunkSequencer.Sensor {

    private final SensorKey sensor;

    StoredSensor(SensorKey sensor) {
      this.sensor = sensor;
    }

    @Override
    public @Nullable SensorCursor cursor() {
      return cursors.get(sensor);
    }

    @Override
    public void begin(SensorCursor stream) {
      endSegment();
      cursors.put(sensor, stream);
      tails.delete(sensor);
    }

    @Override
    public void append(SensorChunk chunk) {
      metrics.chunk(ChunkOutcome.TAKEN);
      if (!assembler.continues(cursor(), chunk)) {
        endSegment();
      }
      Assembly assembly = assembler.take(cursor(), tails.get(sensor), chunk);
      if (assembly.gap() != null) {
        metrics.gap();
        conditions.past(
            sensor,
            HealthKind.GAP,
            assembly.gap().from(),
            assembly.gap().until(),
            assembly.gap().detail());
      }
      if (assembly.block() != null) {
        blocks.put(sensor, assembly.firstFrame(), assembly.block());
      }
      tails.put(sensor, assembly.tail());
      cursors.put(sensor, assembly.cursor());
      if (assembly.block() != null) {
        tellScorer(false);
      }
    }

    /** What is complete must be scored before its blocks go. */
    private void endSegment() {
      tellScorer(true);
      blocks.forget(sensor, Long.MAX_VALUE);
    }

    private void tellScorer(boolean ends) {
      context()
          .forward(
              new Record<>(
                  sensor.machineId(),
                  new SensorReady(sensor, ends),
                  context().currentSystemTimeMs()),
              PipelineTopology.SCORE);
    }

    @Override
    public void hold(SensorChunk chunk) {
      held.put(
          new IndexedKey(sensor, chunk.sequence()),
          new HeldChunk(
              chunk.firstSample(),
              chunk.capturedAt(),
              chunk.sampleRate(),
              chunk.offset(),
              chunk.samples()));
    }

    @Override
    public boolean holds(long sequence) {
      return held.get(new IndexedKey(sensor, sequence)) != null;
    }

    @Override
    public @Nullable SensorChunk releaseFirst() {
      SensorCursor cursor = cursor();
      try (KeyValueIterator<IndexedKey, HeldChunk> waiting =
          held.range(new IndexedKey(sensor, 0), new IndexedKey(sensor, Long.MAX_VALUE))) {
        if (cursor == null || !waiting.hasNext()) {
          return null;
        }
        KeyValue<IndexedKey, HeldChunk> first = waiting.next();
        held.delete(first.key);
        HeldChunk chunk = first.value;
        return new SensorChunk(
            sensor,
            cursor.getStreamId(),
            first.key.index(),
            chunk.getFirstSample(),
            chunk.getCapturedAt(),
            chunk.getSampleRate(),
            chunk.getSamples(),
            chunk.getOffset());
      }
    }
  }
}
