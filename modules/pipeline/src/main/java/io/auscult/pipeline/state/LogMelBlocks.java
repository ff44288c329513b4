/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Packs log-mel frames into {@link LogMelBlock}s and reads them back. A value is rounded to 1/32
 * dB, whatever block it is in: as fine as a float16 is from 32 dB on. Finer digits, which a float16
 * has for smaller values, would be noise that nothing compresses.
 */
public final class LogMelBlocks {

  private static final int STEPS_PER_DB = 32;

  private LogMelBlocks() {}

  /**
   * Packs frames.
   *
   * @param frames log-mel in dB, each of the same number of bands; -500 to 500, which no power
   *     spectrum of 16 bit sound leaves
   * @param meanSquares per frame
   * @param offset offset of the chunk that completed the frames
   * @param tailOffset offset of the earlier chunk in which the first tailFrames frames begin
   * @param tailFrames how many frames begin in an earlier chunk
   * @param endSample samples of the segment up to the end of the chunk that completed the frames
   */
  public static LogMelBlock pack(
      List<float[]> frames,
      List<Float> meanSquares,
      long offset,
      long tailOffset,
      int tailFrames,
      long endSample) {
    int values = frames.size() * frames.get(0).length;
    byte[] planes = new byte[values * Short.BYTES];
    float[] first = frames.get(0);
    int value = 0;
    for (float[] frame : frames) {
      for (int band = 0; band < frame.length; band++) {
        int reference = value < first.length ? 0 : steps(first[band]);
        int zigzag = zigzag(steps(frame[band]) - reference);
        planes[value] = (byte) (zigzag >> Byte.SIZE);
        planes[values + value] = (byte) zigzag;
        value++;
      }
    }
    ByteBuffer power = ByteBuffer.allocate(frames.size() * Float.BYTES);
    meanSquares.forEach(power::putFloat);
    return new LogMelBlock(
        frames.size(),
        offset,
        tailOffset,
        tailFrames,
        power.flip(),
        ByteBuffer.wrap(planes),
        endSample,
        STEPS_PER_DB);
  }

  private static int steps(float decibels) {
    return Math.round(decibels * STEPS_PER_DB);
  }

  /** 0, -1, 1, -2, ... become 0, 1, 2, 3, ...: small differences have no upper byte. */
  private static int zigzag(int steps) {
    return (steps << 1) ^ (steps >> (Integer.SIZE - 1));
  }

  private static int steps(int zigzag) {
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /**
   * Reads one frame.
   *
   * @param frame index in the block, from 0
   * @return log-mel in dB, as rounded
   */
  public static float[] frame(LogMelBlock block, int frame) {
    int bands = block.getLogMel().remaining() / Short.BYTES / block.getFrames();
    float[] logMel = new float[bands];
    for (int band = 0; band < bands; band++) {
      int value = frame * bands + band;
      logMel[band] =
          block.getStepsPerDb() == 0
              ? half(block, value)
              : (float) steps(block, value, band) / block.getStepsPerDb();
    }
    return logMel;
  }

  private static float half(LogMelBlock block, int value) {
    ByteBuffer logMel = block.getLogMel();
    return Float16.toFloat(logMel.getShort(logMel.position() + value * Short.BYTES));
  }

  /** The value's steps; those of the first frame begin at 0. */
  private static int steps(LogMelBlock block, int value, int band) {
    int own = steps(zigzag(block, value));
    return value == band ? own : own + steps(zigzag(block, band));
  }

  private static int zigzag(LogMelBlock block, int value) {
    ByteBuffer planes = block.getLogMel();
    int upper = planes.position() + value;
    int lower = upper + planes.remaining() / Short.BYTES;
    return ((planes.get(upper) & 0xff) << Byte.SIZE) | (planes.get(lower) & 0xff);
  }

  /** Mean square of the first hop of samples of one frame, in [0, 1]. */
  public static float meanSquare(LogMelBlock block, int frame) {
    ByteBuffer power = block.getMeanSquares();
    return power.getFloat(power.position() + frame * Float.BYTES);
  }
}
