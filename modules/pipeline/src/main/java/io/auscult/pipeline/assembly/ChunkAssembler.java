/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.audio.Pcm16;
import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.dsp.Resampler;
import io.auscult.pipeline.state.EarlierStream;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of a sensor together, in the order they are given: log-mel frames come out. A gap
 * restarts the front-end.
 *
 * <p>It remembers nothing itself. All it needs to go on is in the cursor and the tail, so that a
 * sensor can move to another instance between any two chunks and yields the same frames. One
 * assembler serves all sensors of a task; it is not thread-safe.
 */
public final class ChunkAssembler {

  /** A resampler's filters take up to 64 MB; plants capture at one or two rates. */
  private static final int MAX_RESAMPLERS = 4;

  private final FrontEnd frontEnd;
  private final String frontEndId;
  private final LogMelExtractor extractor;
  private final Map<Integer, Resampler> resamplers =
      new LinkedHashMap<>(MAX_RESAMPLERS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Resampler> eldest) {
          return size() > MAX_RESAMPLERS;
        }
      };
  private List<float[]> frames = new ArrayList<>();

  public ChunkAssembler(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
    this.frontEndId =
        "%d/%d/%d/%d/%s/%s"
            .formatted(
                frontEnd.sampleRate(),
                frontEnd.frameLength(),
                frontEnd.hop(),
                frontEnd.melBands(),
                frontEnd.minHz(),
                frontEnd.maxHz());
    this.extractor = new LogMelExtractor(frontEnd, (index, logMel) -> frames.add(logMel.clone()));
  }

  /**
   * Whether sound of this rate can be resampled to the model's.
   *
   * @throws InvalidChunkException if it cannot
   */
  public void requireRate(SensorChunk chunk) {
    try {
      resampler(chunk.sampleRate());
    } catch (IllegalArgumentException e) {
      throw new InvalidChunkException(
          "chunk %d of sensor '%s': %s"
              .formatted(chunk.sequence(), chunk.sensor().sensorId(), e.getMessage()));
    }
  }

  private Resampler resampler(int sampleRate) {
    return resamplers.computeIfAbsent(
        sampleRate, rate -> new Resampler(rate, frontEnd.sampleRate()));
  }

  /** Whether the segment goes on with this chunk; if not, a new one begins with it. */
  public boolean continues(@Nullable SensorCursor cursor, SensorChunk chunk) {
    return cursor != null
        && cursor.getSamples() > 0
        && cursor.getStreamId().equals(chunk.streamId())
        && cursor.getNextSequence() == chunk.sequence()
        && (cursor.getNextSample() < 0 || cursor.getNextSample() == chunk.firstSample())
        && cursor.getSampleRate() == chunk.sampleRate()
        && cursor.getFrontEnd().equals(frontEndId);
  }

  /**
   * Takes one chunk.
   *
   * @param cursor how far the sensor is; null if it has never been heard
   * @param tail as the previous assembly left it
   * @param chunk the chunk, of a rate that {@link #requireRate} lets pass
   */
  public Assembly take(@Nullable SensorCursor cursor, @Nullable PcmTail tail, SensorChunk chunk) {
    if (continues(cursor, chunk) && cursor != null && tail != null) {
      return extend(cursor, tail, chunk, null);
    }
    SensorCursor fresh =
        new SensorCursor(
            chunk.streamId(),
            chunk.sequence(),
            chunk.capturedAt(),
            0L,
            0L,
            0L,
            chunk.sampleRate(),
            chunk.firstSample(),
            frontEndId,
            null,
            cursor == null ? List.of() : cursor.getEarlier());
    PcmTail empty = new PcmTail(chunk.offset(), ByteBuffer.allocate(0));
    return extend(fresh, empty, chunk, cursor == null ? null : gap(cursor, chunk));
  }

  private Assembly extend(SensorCursor cursor, PcmTail tail, SensorChunk chunk, @Nullable Gap gap) {
    ByteBuffer joined =
        ByteBuffer.allocate(tail.getSamples().remaining() + chunk.samples().remaining())
            .put(tail.getSamples().duplicate())
            .put(chunk.samples().duplicate())
            .flip();
    Resampler resampler = resampler(chunk.sampleRate());
    long nextOutput = cursor.getFrames() * frontEnd.hop();
    long tailStart = resampler.firstInput(nextOutput);
    float[] captured = Pcm16.decode(joined);
    resampler.seek(nextOutput);
    float[] samples = resampler.process(captured, 0, captured.length);

    frames = new ArrayList<>();
    extractor.reset();
    extractor.accept(samples, 0, samples.length);

    long taken = cursor.getSamples() + chunk.sampleCount();
    LogMelBlock block = null;
    if (!frames.isEmpty()) {
      block =
          LogMelBlocks.pack(
              frames,
              meanSquares(samples),
              chunk.offset(),
              tail.getOffset(),
              framesBegunBefore(cursor),
              taken);
    }
    SensorCursor next =
        SensorCursor.newBuilder(cursor)
            .setNextSequence(chunk.sequence() + 1)
            .setNextSample(chunk.firstSample() + chunk.sampleCount())
            .setSamples(taken)
            .setFrames(cursor.getFrames() + frames.size())
            .build();
    long nextTailStart = resampler.firstInput(next.getFrames() * frontEnd.hop());
    boolean tailIsOfThisChunk = nextTailStart >= cursor.getSamples();
    int drop = (int) Math.min(captured.length, nextTailStart - tailStart);
    PcmTail rest =
        new PcmTail(
            tailIsOfThisChunk ? chunk.offset() : tail.getOffset(),
            joined.position(drop * Short.BYTES).slice());
    return new Assembly(next, rest, cursor.getFrames(), block, gap);
  }

  /** How many of the new frames begin before the chunk that completes them. */
  private int framesBegunBefore(SensorCursor cursor) {
    long chunkStart = cursor.getSamples() * frontEnd.sampleRate() / cursor.getSampleRate();
    long begun = ceilDiv(chunkStart, frontEnd.hop()) - cursor.getFrames();
    return (int) Math.max(0, Math.min(frames.size(), begun));
  }

  private List<Float> meanSquares(float[] samples) {
    List<Float> meanSquares = new ArrayList<>(frames.size());
    for (int frame = 0; frame < frames.size(); frame++) {
      double sum = 0;
      for (int i = frame * frontEnd.hop(); i < (frame + 1) * frontEnd.hop(); i++) {
        sum += samples[i] * samples[i];
      }
      meanSquares.add((float) (sum / frontEnd.hop()));
    }
    return meanSquares;
  }

  /**
   * What is missing before the chunk; null if a new stream follows the last one without a pause.
   */
  private @Nullable Gap gap(SensorCursor cursor, SensorChunk chunk) {
    Instant from = SampleClock.heardUntil(cursor);
    if (from == null || !chunk.capturedAt().isAfter(from)) {
      return null;
    }
    return new Gap(from, chunk.capturedAt(), detail(cursor, chunk));
  }

  private static String detail(SensorCursor cursor, SensorChunk chunk) {
    String missing =
        chunk.sequence() == cursor.getNextSequence()
            ? ""
            : "chunks %d to %d of stream %s are missing"
                .formatted(cursor.getNextSequence(), chunk.sequence() - 1, chunk.streamId());
    if (cursor.getSamples() > 0) {
      return missing.isEmpty()
          ? "samples %d to %d of stream %s are missing"
              .formatted(cursor.getNextSample(), chunk.firstSample() - 1, chunk.streamId())
          : missing;
    }
    List<EarlierStream> earlier = cursor.getEarlier();
    String follows =
        earlier.isEmpty()
            ? "stream %s begins".formatted(chunk.streamId())
            : "stream %s follows stream %s"
                .formatted(chunk.streamId(), earlier.get(0).getStreamId());
    return missing.isEmpty() ? follows : follows + ", " + missing;
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
