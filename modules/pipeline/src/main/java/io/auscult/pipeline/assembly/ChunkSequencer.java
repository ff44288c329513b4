/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.pipeline.state.EarlierStream;
import io.auscult.pipeline.state.SensorCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the chunks of a sensor into order. A chunk that comes up to {@link #REACH} chunks before
 * its predecessor waits for it; a predecessor that is later still counts as lost. What was taken
 * already is dropped, also after a new stream has begun.
 */
public final class ChunkSequencer {

  /** Disorder is repaired within so many chunks. */
  public static final int REACH = 8;

  private static final int EARLIER_STREAMS = 3;

  /** One sensor, as far as the order of its chunks goes. */
  public interface Sensor {

    /** How far it is; null if it has never been heard. */
    @Nullable SensorCursor cursor();

    /** Takes the next chunk; moves the cursor behind it. */
    void append(SensorChunk chunk);

    /** Another stream begins: the segment ends, and this is the cursor from now on. */
    void begin(SensorCursor stream);

    /** Keeps a chunk that came too early. */
    void hold(SensorChunk chunk);

    /** Whether a chunk of the present stream is being held. */
    boolean holds(long sequence);

    /** Gives back the earliest chunk that is held and holds it no longer; null if none is. */
    @Nullable SensorChunk releaseFirst();
  }

  /**
   * Takes a chunk, and with it perhaps others that were held.
   *
   * @return TAKEN, HELD, DUPLICATE or LATE
   */
  public ChunkOutcome take(Sensor sensor, SensorChunk chunk) {
    SensorCursor cursor = sensor.cursor();
    if (cursor == null || !cursor.getStreamId().equals(chunk.streamId())) {
      EarlierStream before = cursor == null ? null : earlier(cursor, chunk.streamId());
      if (before != null) {
        return chunk.sequence() < before.getNextSequence()
            ? ChunkOutcome.DUPLICATE
            : ChunkOutcome.LATE;
      }
      release(sensor);
      cursor = begun(sensor.cursor(), chunk);
      sensor.begin(cursor);
    }
    if (chunk.sequence() < cursor.getNextSequence() || sensor.holds(chunk.sequence())) {
      return ChunkOutcome.DUPLICATE;
    }
    while (isAhead(sensor, chunk) && !isWithinReach(sensor, chunk)) {
      SensorChunk first = sensor.releaseFirst();
      if (first == null) {
        break;
      }
      sensor.append(first);
      appendSuccessors(sensor);
    }
    if (isAhead(sensor, chunk) && isWithinReach(sensor, chunk)) {
      sensor.hold(chunk);
      return ChunkOutcome.HELD;
    }
    sensor.append(chunk);
    appendSuccessors(sensor);
    return ChunkOutcome.TAKEN;
  }

  /** No predecessor will come any more: takes all that is held, with the gaps between. */
  public void release(Sensor sensor) {
    for (SensorChunk c = sensor.releaseFirst(); c != null; c = sensor.releaseFirst()) {
      sensor.append(c);
    }
  }

  private static void appendSuccessors(Sensor sensor) {
    while (sensor.holds(next(sensor))) {
      SensorChunk first = sensor.releaseFirst();
      if (first != null) {
        sensor.append(first);
      }
    }
  }

  private static boolean isAhead(Sensor sensor, SensorChunk chunk) {
    return chunk.sequence() > next(sensor);
  }

  private static boolean isWithinReach(Sensor sensor, SensorChunk chunk) {
    return chunk.sequence() - next(sensor) <= REACH;
  }

  private static long next(Sensor sensor) {
    SensorCursor cursor = sensor.cursor();
    return cursor == null ? 0 : cursor.getNextSequence();
  }

  private static @Nullable EarlierStream earlier(SensorCursor cursor, String streamId) {
    return cursor.getEarlier().stream()
        .filter(stream -> stream.getStreamId().equals(streamId))
        .findFirst()
        .orElse(null);
  }

  /** The cursor of a stream of which nothing has been taken yet. */
  private static SensorCursor begun(@Nullable SensorCursor before, SensorChunk chunk) {
    List<EarlierStream> earlier = new ArrayList<>();
    if (before != null) {
      earlier.add(new EarlierStream(before.getStreamId(), before.getNextSequence()));
      List<EarlierStream> older = before.getEarlier();
      earlier.addAll(older.subList(0, Math.min(EARLIER_STREAMS - 1, older.size())));
    }
    // A stream whose beginning is out of reach began before this pipeline listened.
    long nextSequence = chunk.sequence() <= REACH ? 0 : chunk.sequence();
    return SensorCursor.newBuilder()
        .setStreamId(chunk.streamId())
        .setNextSequence(nextSequence)
        .setSegmentStart(chunk.capturedAt())
        .setSamples(0)
        .setFrames(0)
        .setScoredThrough(0)
        .setSampleRate(chunk.sampleRate())
        .setHeardUntil(before == null ? null : SampleClock.heardUntil(before))
        .setEarlier(earlier)
        .build();
  }
}
