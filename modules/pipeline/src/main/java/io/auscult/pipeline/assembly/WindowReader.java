/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.time.Instant;
import java.util.NavigableMap;

/** Cuts windows out of a sensor's stored log-mel blocks. */
public final class WindowReader {

  /** Digital silence: half a step of 16 bit sound, squared, stands for an RMS of zero. */
  private static final double SILENCE = 0x1p-32;

  private final FrontEnd frontEnd;
  private final int windowFrames;
  private final int windowHop;

  /**
   * @param frontEnd how the frames were made
   * @param windowFrames frames in a window
   * @param windowHop frames from one window to the next, at most a window
   */
  public WindowReader(FrontEnd frontEnd, int windowFrames, int windowHop) {
    this.frontEnd = frontEnd;
    this.windowFrames = windowFrames;
    this.windowHop = windowHop;
  }

  /** How many windows of the sensor are complete and not yet scored. */
  public int ready(SensorCursor cursor) {
    long frames = cursor.getFrames() - cursor.getScoredThrough() - windowFrames;
    return frames < 0 ? 0 : Math.toIntExact(frames / windowHop + 1);
  }

  /**
   * Reads one of the sensor's {@link #ready} windows.
   *
   * @param sensor whose sound it is
   * @param cursor of the sensor
   * @param number which of them, 0 for the earliest
   * @param blocks by first frame; they cover the window
   * @param partition where the sound lies
   */
  public SpectrogramWindow read(
      SensorKey sensor,
      SensorCursor cursor,
      int number,
      NavigableMap<Long, LogMelBlock> blocks,
      int partition) {
    long first = cursor.getScoredThrough() + (long) number * windowHop;
    long last = first + windowFrames - 1;
    float[][] logMel = new float[windowFrames][];
    double meanSquare = 0;
    for (var entry : blocks.headMap(last, true).tailMap(blocks.floorKey(first), true).entrySet()) {
      LogMelBlock block = entry.getValue();
      long blockStart = entry.getKey();
      long end = Math.min(last + 1, blockStart + block.getFrames());
      for (long frame = Math.max(first, blockStart); frame < end; frame++) {
        int inBlock = (int) (frame - blockStart);
        logMel[(int) (frame - first)] = LogMelBlocks.frame(block, inBlock);
        meanSquare += LogMelBlocks.meanSquare(block, inBlock) / windowFrames;
      }
    }
    LogMelBlock firstBlock = blocks.floorEntry(first).getValue();
    LogMelBlock lastBlock = blocks.floorEntry(last).getValue();
    boolean beginsEarlier = first - blocks.floorKey(first) < firstBlock.getTailFrames();
    int modelRate = frontEnd.sampleRate();
    Instant end =
        SampleClock.timeOf(cursor, last * frontEnd.hop() + frontEnd.frameLength(), modelRate);
    return new SpectrogramWindow(
        sensor.machineId(),
        sensor.sensorId(),
        SampleClock.timeOf(cursor, first * frontEnd.hop(), modelRate),
        end,
        lastBlock.getEndSample() < 0
            ? end
            : SampleClock.timeOf(cursor, lastBlock.getEndSample(), cursor.getSampleRate()),
        logMel,
        10 * Math.log10(Math.max(meanSquare, SILENCE)),
        partition,
        beginsEarlier ? firstBlock.getTailOffset() : firstBlock.getOffset(),
        lastBlock.getOffset());
  }

  /** Offset of the chunk that completed one of the sensor's {@link #ready} windows. */
  public long completedBy(SensorCursor cursor, int number, NavigableMap<Long, LogMelBlock> blocks) {
    long first = cursor.getScoredThrough() + (long) number * windowHop;
    return blocks.floorEntry(first + windowFrames - 1).getValue().getOffset();
  }
}
