/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.contracts.AudioChunk;
import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import io.auscult.pipeline.state.SensorCursor;
import java.util.NavigableMap;

/** Cuts windows out of a sensor's stored log-mel blocks. */
public final class WindowReader {

  /** Digital silence: half a step of 16 bit sound, squared, stands for an RMS of zero. */
  private static final double SILENCE = 0x1p-32;

  private final FrontEnd frontEnd;
  private final int windowFrames;

  /**
   * @param frontEnd how the frames were made
   * @param windowFrames frames in a window
   */
  public WindowReader(FrontEnd frontEnd, int windowFrames) {
    this.frontEnd = frontEnd;
    this.windowFrames = windowFrames;
  }

  /** Whether the sensor's next window is complete. */
  public boolean isReady(SensorCursor cursor) {
    return cursor.getFrames() >= cursor.getScoredThrough() + windowFrames;
  }

  /**
   * Reads the sensor's next window.
   *
   * @param cursor {@link #isReady ready}
   * @param blocks by first frame; they cover the window
   * @param chunk the chunk that completed it
   * @param partition where the sound lies
   */
  public SpectrogramWindow read(
      SensorCursor cursor,
      NavigableMap<Long, LogMelBlock> blocks,
      AudioChunk chunk,
      int partition) {
    long first = cursor.getScoredThrough();
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
    boolean beginsEarlier = first - blocks.floorKey(first) < firstBlock.getTailFrames();
    long startSample = first * frontEnd.hop();
    long endSample = last * frontEnd.hop() + frontEnd.frameLength();
    return new SpectrogramWindow(
        chunk.getMachineId(),
        chunk.getSensorId(),
        SampleClock.timeOf(cursor, startSample, frontEnd.sampleRate()),
        SampleClock.timeOf(cursor, endSample, frontEnd.sampleRate()),
        SampleClock.timeOf(cursor, cursor.getSamples(), frontEnd.sampleRate()),
        logMel,
        10 * Math.log10(Math.max(meanSquare, SILENCE)),
        partition,
        beginsEarlier ? firstBlock.getTailOffset() : firstBlock.getOffset(),
        blocks.floorEntry(last).getValue().getOffset());
  }
}
