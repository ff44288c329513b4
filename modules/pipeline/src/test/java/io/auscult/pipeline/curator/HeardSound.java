/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.SoundChunks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Sound of one sensor in chunks of a second, the windows that a pipeline cuts from it, and what a
 * clip of it must hold.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeardSound(
    String machine, String sensor, Instant start, float[] samples, String version, long offset) {

  /** Of a model with windows of 64 frames. */
  static final Duration HOP = Duration.ofMillis(1_024);

  private static final Duration WINDOW = Duration.ofMillis(2_144);

  List<AudioChunk> chunks() {
    return new SoundChunks(machine, sensor, "s1", start).ofSeconds(samples);
  }

  HeardSound at(long firstOffset) {
    return new HeardSound(machine, sensor, start, samples, version, firstOffset);
  }

  int windows() {
    return (int) ((samples.length / 16 - WINDOW.toMillis()) / HOP.toMillis()) + 1;
  }

  /** A healthy window. */
  WindowScore.Builder window(int number) {
    Instant begin = start.plus(HOP.multipliedBy(number));
    Instant end = begin.plus(WINDOW);
    return WindowScore.newBuilder()
        .setMachineId(machine)
        .setSensorId(sensor)
        .setWindowStart(begin)
        .setWindowEnd(end)
        .setCompletedAt(end)
        .setScore(1)
        .setSmoothedScore(1)
        .setClassProbability(1)
        .setTailProbability(0.5)
        .setThreshold(2)
        .setLevelDbfs(-29)
        .setModelVersion(version)
        .setSourcePartition(0)
        .setSourceOffsetFirst(offset + Duration.between(start, begin).toSeconds())
        .setSourceOffsetLast(offset + Duration.between(start, end.minusNanos(1_000)).toSeconds());
  }

  /** The end of an anomaly whose peak is a window. */
  AnomalyEvent.Builder closed(String id, int peak) {
    WindowScore window = window(peak).build();
    return AnomalyEvent.newBuilder()
        .setAnomalyId(id)
        .setMachineId(machine)
        .setSensorId(sensor)
        .setState(AnomalyState.CLOSED)
        .setCloseReason(CloseReason.RECOVERED)
        .setOpenedAt(window.getWindowEnd())
        .setLastAt(window.getWindowEnd().plusSeconds(10))
        .setClosedAt(window.getWindowEnd().plusSeconds(10))
        .setPeakScore(3)
        .setThreshold(2)
        .setModelVersion(version)
        .setEvidencePartition(0)
        .setEvidenceOffsetFirst(window.getSourceOffsetFirst())
        .setEvidenceOffsetLast(window.getSourceOffsetLast());
  }

  /** What was published in the time of a clip. */
  float[] published(Clip clip) {
    long micros = Duration.between(start, clip.getCapturedAt()).toNanos() / 1_000;
    int first = (int) Math.round(micros * SoundChunks.RATE / 1e6);
    return Pcm16.decode(Pcm16.encode(samples, first, clip.getSampleCount()));
  }

  /** What a clip holds. */
  static float[] decoded(Clip clip) throws Exception {
    return Flac.decode("clip", clip.getFlac(), clip.getSampleCount()).channels()[0];
  }

  static Instant end(Clip clip) {
    return clip.getCapturedAt()
        .plusNanos(clip.getSampleCount() * 1_000_000_000L / clip.getSampleRate());
  }
}
