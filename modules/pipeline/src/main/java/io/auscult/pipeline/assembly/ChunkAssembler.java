/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.pipeline.assembly.Assembly.Outcome;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chunks of a sensor together: duplicates are dropped, a gap or a new stream restarts the
 * front-end.
 *
 * <p>It remembers nothing itself. All it needs to go on is in the cursor and the tail, so that a
 * sensor can move to another instance between any two chunks and yields the same frames. One
 * assembler serves all sensors of a thread; it is not thread-safe.
 */
public final class ChunkAssembler {

  private final FrontEnd frontEnd;
  private final LogMelExtractor extractor;
  private List<float[]> frames = new ArrayList<>();

  public ChunkAssembler(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
    this.extractor = new LogMelExtractor(frontEnd, (index, logMel) -> frames.add(logMel.clone()));
  }

  /**
   * Takes one chunk.
   *
   * @param cursor how far the sensor is; null if it has never been heard
   * @param tail as the previous assembly left it
   * @param chunk the chunk
   * @param offset the chunk's offset in its partition
   * @throws InvalidChunkException if the chunk contradicts itself or is not 16 kHz mono PCM
   */
  public Assembly take(
      @Nullable SensorCursor cursor, @Nullable PcmTail tail, AudioChunk chunk, long offset) {
    validate(chunk);
    PcmTail earlier = tail == null ? new PcmTail(offset, ByteBuffer.allocate(0)) : tail;
    boolean sameStream = cursor != null && cursor.getStreamId().equals(chunk.getStreamId());
    if (cursor != null && sameStream && chunk.getSequence() < cursor.getNextSequence()) {
      return new Assembly(Outcome.DUPLICATE, cursor, earlier, cursor.getFrames(), null, null);
    }
    if (cursor != null && sameStream && chunk.getSequence() == cursor.getNextSequence()) {
      return extend(Outcome.CONTINUED, cursor, earlier, chunk, offset, null);
    }
    SensorCursor fresh =
        new SensorCursor(
            chunk.getStreamId(), chunk.getSequence(), chunk.getCapturedAt(), 0L, 0L, 0L);
    return extend(
        Outcome.RESTARTED,
        fresh,
        new PcmTail(offset, ByteBuffer.allocate(0)),
        chunk,
        offset,
        cursor == null ? null : gap(cursor, chunk));
  }

  private Assembly extend(
      Outcome outcome,
      SensorCursor cursor,
      PcmTail tail,
      AudioChunk chunk,
      long offset,
      @Nullable Gap gap) {
    int tailSamples = tail.getSamples().remaining() / Short.BYTES;
    ByteBuffer joined =
        ByteBuffer.allocate(tail.getSamples().remaining() + chunk.getSamples().remaining())
            .put(tail.getSamples().duplicate())
            .put(chunk.getSamples().duplicate())
            .flip();
    float[] samples = Pcm16.decode(joined);

    frames = new ArrayList<>();
    extractor.reset();
    extractor.accept(samples, 0, samples.length);

    int consumed = frames.size() * frontEnd.hop();
    LogMelBlock block = null;
    if (!frames.isEmpty()) {
      int tailFrames = Math.min(frames.size(), ceilDiv(tailSamples, frontEnd.hop()));
      block = LogMelBlocks.pack(frames, meanSquares(samples), offset, tail.getOffset(), tailFrames);
    }
    boolean tailIsOfThisChunk = consumed >= tailSamples;
    SensorCursor next =
        SensorCursor.newBuilder(cursor)
            .setNextSequence(chunk.getSequence() + 1)
            .setSamples(cursor.getSamples() + chunk.getSampleCount())
            .setFrames(cursor.getFrames() + frames.size())
            .build();
    PcmTail rest =
        new PcmTail(
            tailIsOfThisChunk ? offset : tail.getOffset(),
            joined.position(consumed * Short.BYTES).slice());
    return new Assembly(outcome, next, rest, cursor.getFrames(), block, gap);
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
  private @Nullable Gap gap(SensorCursor cursor, AudioChunk chunk) {
    Instant from = SampleClock.timeOf(cursor, cursor.getSamples(), frontEnd.sampleRate());
    if (!chunk.getCapturedAt().isAfter(from)) {
      return null;
    }
    String detail =
        cursor.getStreamId().equals(chunk.getStreamId())
            ? "chunks %d to %d of stream %s are missing"
                .formatted(cursor.getNextSequence(), chunk.getSequence() - 1, chunk.getStreamId())
            : "stream %s follows stream %s".formatted(chunk.getStreamId(), cursor.getStreamId());
    return new Gap(from, chunk.getCapturedAt(), detail);
  }

  private void validate(AudioChunk chunk) {
    require(!chunk.getMachineId().isBlank(), chunk, "machineId is empty");
    require(!chunk.getSensorId().isBlank(), chunk, "sensorId is empty");
    require(
        (chunk.getMachineId() + chunk.getSensorId()).indexOf('\0') < 0,
        chunk,
        "machineId or sensorId holds a zero character");
    require(chunk.getSequence() >= 0, chunk, "sequence is " + chunk.getSequence());
    require(
        chunk.getEncoding() == AudioEncoding.PCM_S16LE,
        chunk,
        "encoding is " + chunk.getEncoding() + ", only PCM_S16LE is understood");
    require(
        chunk.getChannels() == 1,
        chunk,
        "channels is " + chunk.getChannels() + ", the gateway must send one channel a sensor");
    require(
        chunk.getSampleRate() == frontEnd.sampleRate(),
        chunk,
        "sampleRate is %d Hz, the model listens at %d Hz"
            .formatted(chunk.getSampleRate(), frontEnd.sampleRate()));
    require(
        chunk.getSampleCount() > 0
            && chunk.getSamples().remaining() == (long) chunk.getSampleCount() * Short.BYTES,
        chunk,
        "sampleCount is %d but there are %d bytes of samples"
            .formatted(chunk.getSampleCount(), chunk.getSamples().remaining()));
  }

  private static void require(boolean condition, AudioChunk chunk, String fault) {
    if (!condition) {
      throw new InvalidChunkException(
          "chunk %d of sensor '%s': %s".formatted(chunk.getSequence(), chunk.getSensorId(), fault));
    }
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
