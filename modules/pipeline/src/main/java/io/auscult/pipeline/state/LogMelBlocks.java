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
   */
  public static LogMelBlock pack(
      List<float[]> frames, List<Float> meanSquares, long offset, long tailOffset, int tailFrames) {
    int bands = frames.get(0).length;
    ByteBuffer logMel = ByteBuffer.allocate(frames.size() * bands * Short.BYTES);
    ByteBuffer power = ByteBuffer.allocate(frames.size() * Float.BYTES);
    for (float[] frame : frames) {
      for (float band : frame) {
        logMel.putShort(Float16.fromFloat(band));
      }
    }
    meanSquares.forEach(power::putFloat);
    return new LogMelBlock(
        frames.size(), offset, tailOffset, tailFrames, power.flip(), logMel.flip());
  }

  /**
   * Reads one frame.
   *
   * @param frame index in the block, from 0
   * @return log-mel in dB, as rounded to float16
   */
  public static float[] frame(LogMelBlock block, int frame) {
    ByteBuffer logMel = block.getLogMel();
    int bands = logMel.remaining() / Short.BYTES / block.getFrames();
    int start = logMel.position() + frame * bands * Short.BYTES;
    float[] values = new float[bands];
    for (int band = 0; band < bands; band++) {
      values[band] = Float16.toFloat(logMel.getShort(start + band * Short.BYTES));
    }
    return values;
  }

  /** Mean square of the first hop of samples of one frame, in [0, 1]. */
  public static float meanSquare(LogMelBlock block, int frame) {
    ByteBuffer power = block.getMeanSquares();
    return power.getFloat(power.position() + frame * Float.BYTES);
  }
}
