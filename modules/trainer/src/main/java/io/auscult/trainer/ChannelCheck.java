/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/**
 * What the samples of one channel are like.
 *
 * @param mean their mean, the DC offset
 * @param soundDbfs root mean square around the mean in dB relative to full scale; negative infinity
 *     if there is nothing but the mean
 * @param clippedShare share of samples that lie in flat tops at full scale, 0 to 1
 * @param stuck samples of the longest stretch of one and the same value
 * @param stuckFrom where that stretch begins
 */
public record ChannelCheck(
    double mean, double soundDbfs, double clippedShare, int stuck, int stuckFrom) {

  /**
   * A sound below it is nothing but the noise of its converter: 3 steps of 16 bits. A machine that
   * a microphone can hear at all is 20 dB louder and more.
   */
  static final double SILENT_DBFS = -80;

  /** Full scale, with room for 8 bits, whose largest value is 127 / 128. */
  private static final float FULL_SCALE = 0.99f;

  /** A loud, clean wave touches full scale with single samples; one that is cut off stays there. */
  private static final int FLAT_TOP = 3;

  /**
   * Looks at a channel.
   *
   * @param samples at least one
   */
  public static ChannelCheck of(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += sample;
    }
    double mean = sum / samples.length;
    double squares = 0;
    long clipped = 0;
    int top = 0;
    int same = 0;
    int stuck = 0;
    int stuckFrom = 0;
    for (int i = 0; i < samples.length; i++) {
      squares += (samples[i] - mean) * (samples[i] - mean);
      same = i > 0 && samples[i] == samples[i - 1] ? same + 1 : 1;
      if (same > stuck) {
        stuck = same;
        stuckFrom = i - same + 1;
      }
      boolean isTop = Math.abs(samples[i]) >= FULL_SCALE;
      boolean goesOn = i > 0 && samples[i] > 0 == samples[i - 1] > 0;
      top = isTop ? goesOn ? top + 1 : 1 : 0;
      clipped += top < FLAT_TOP ? 0 : top == FLAT_TOP ? FLAT_TOP : 1;
    }
    return new ChannelCheck(
        mean,
        10 * Math.log10(squares / samples.length),
        (double) clipped / samples.length,
        stuck,
        stuckFrom);
  }

  /** Whether no machine can be heard. */
  public boolean isMute() {
    return soundDbfs < SILENT_DBFS;
  }

  /** Whether there is an offset, though no sound. */
  boolean isConstant() {
    return isMute() && 20 * Math.log10(Math.abs(mean)) >= SILENT_DBFS;
  }

  boolean isSilent() {
    return isMute() && !isConstant();
  }
}
