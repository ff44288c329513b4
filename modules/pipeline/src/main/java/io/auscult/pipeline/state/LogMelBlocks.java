/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import java.nio.ByteBuffer;
import java.util.List;

/** Packs log-mel frames into {@link LogMelBlock}s and reads them back. */
public final class LogMelBlocks {

  private LogMelBlocks() {}

  /**
   * Packs frames.
   *
   * @param frames log-mel in dB, each of the same number of bands; rounded to float16
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
    int value = 0;
    for (float[] frame : frames) {
      for (float band : frame) {
        short half = Float16.fromFloat(band);
        planes[value] = (byte) (half >> Byte.SIZE);
        planes[values + value] = (byte) half;
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
        true);
  }

  /**
   * Reads one frame.
   *
   * @param frame index in the block, from 0
   * @return log-mel in dB, as rounded to float16
   */
  public static float[] frame(LogMelBlock block, int frame) {
    ByteBuffer logMel = block.getLogMel();
    int values = logMel.remaining() / Short.BYTES;
    int bands = values / block.getFrames();
    int first = frame * bands;
    float[] logMelOfFrame = new float[bands];
    for (int band = 0; band < bands; band++) {
      int value = first + band;
      short half =
          block.getPlanes()
              ? (short)
                  ((logMel.get(logMel.position() + value) << Byte.SIZE)
                      | (logMel.get(logMel.position() + values + value) & 0xff))
              : logMel.getShort(logMel.position() + value * Short.BYTES);
      logMelOfFrame[band] = Float16.toFloat(half);
    }
    return logMelOfFrame;
  }

  /** Mean square of the first hop of samples of one frame, in [0, 1]. */
  public static float meanSquare(LogMelBlock block, int frame) {
    ByteBuffer power = block.getMeanSquares();
    return power.getFloat(power.position() + frame * Float.BYTES);
  }
}
